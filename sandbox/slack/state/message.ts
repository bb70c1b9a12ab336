import type { Block } from '../block-kit/blocks.ts';

export type MessageContent = { readonly text: string; readonly blocks: readonly Block[] };

/** One message as it stands now, with what it said before. */
export type Message = MessageContent & {
  readonly channel: string;
  readonly ts: string;
  /** User id of the author: the bot, or `USLACKBOT` for Slack's own words. */
  readonly author: string;
  /** The only person who sees it; null when the whole channel does. */
  readonly ephemeralTo: string | null;
  readonly threadTs: string | null;
  readonly edited: boolean;
  readonly deleted: boolean;
  /** Ids of the files it shares. */
  readonly files: readonly string[];
  /** Earlier contents, oldest first. */
  readonly history: readonly MessageContent[];
};

export type MessageRef = { readonly channel: string; readonly ts: string };
