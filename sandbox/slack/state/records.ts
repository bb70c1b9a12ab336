import * as z from 'zod';

import type { Person } from '../../acme.ts';
import type { Block } from '../block-kit/blocks.ts';
import type { ViewDefinition } from '../block-kit/check.ts';

/*
 * The records of a workspace, which are replaced and never changed in place. They lead to nothing of Node's, so that
 * the browser's side can use their types.
 */

const yes = z.boolean();
const maybe = yes.exactOptional();

const slashCommand = z
  .object({
    command: z.string().startsWith('/'),
    should_escape: yes.default(false),
    description: z.string().exactOptional(),
    usage_hint: z.string().exactOptional(),
  })
  .transform(({ should_escape: shouldEscape, usage_hint: usageHint, ...rest }) => ({
    ...rest,
    shouldEscape,
    ...(usageHint !== undefined && { usageHint }),
  }));

/** https://docs.slack.dev/reference/app-manifest#features */
const shortcut = z
  .object({
    name: z.string().min(1).max(24),
    type: z.enum(['global', 'message']),
    callback_id: z.string().min(1).max(255),
    description: z.string().min(1).max(150),
  })
  .transform(({ name, type, callback_id: callbackId }) => ({ name, type, callbackId }));

/** What the workspace takes from an app's manifest: https://docs.slack.dev/reference/app-manifest */
export const manifestSchema = z
  .object({
    display_information: z.object({ name: z.string(), description: z.string().exactOptional() }),
    features: z
      .object({
        app_home: z.object({ home_tab_enabled: yes.default(false) }).prefault({}),
        slash_commands: z.array(slashCommand).default([]),
        shortcuts: z.array(shortcut).max(10).default([]),
      })
      .prefault({}),
    oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
    settings: z
      .object({
        event_subscriptions: z.object({ bot_events: z.array(z.string()).default([]) }).prefault({}),
        interactivity: z.object({ is_enabled: yes }).default({ is_enabled: false }),
      })
      .prefault({}),
  })
  .transform(({ display_information, features, oauth_config, settings }) => ({
    ...display_information,
    scopes: oauth_config.scopes.bot,
    commands: features.slash_commands,
    shortcuts: features.shortcuts,
    events: settings.event_subscriptions.bot_events,
    homeTab: features.app_home.home_tab_enabled,
    interactivity: settings.interactivity.is_enabled,
  }));

type Read = z.output<typeof manifestSchema>;
/** There are no shortcuts unless given, and clicks and forms reach the app unless `interactivity` is false. */
export type Manifest = Omit<Read, 'shortcuts' | 'interactivity'> &
  Partial<Pick<Read, 'shortcuts' | 'interactivity'>>;

/** What an administrator can change about a person: https://docs.slack.dev/reference/objects/user-object */
export const personTraits = z.strictObject({
  name: z.string(),
  email: z.string(),
  locale: z.string(),
  deactivated: yes,
  isBot: maybe,
  /** A guest of several channels. */
  isRestricted: maybe,
  /** A guest of one channel. */
  isUltraRestricted: maybe,
  /** Of another organization, in no channel with the bot. */
  isStranger: maybe,
  /** The workspace the person belongs to, this one unless given. */
  teamId: z.string().exactOptional(),
});
export type Member = Person & Readonly<z.infer<typeof personTraits>> & { readonly handle: string };

/** What an administrator can change about a channel. */
export const channelTraits = z.strictObject({
  isPrivate: yes,
  /** Shared with another organization; the next: invited, but not accepted yet. */
  isExtShared: yes,
  isPendingExtShared: maybe,
  /** Shared with other workspaces of the same organization. */
  isOrgShared: maybe,
  isArchived: yes,
  /** Left behind by a share that ended: can be read, not written. */
  isFrozen: maybe,
});
export type Channel = Readonly<z.infer<typeof channelTraits>> & {
  readonly id: string;
  readonly name: string;
  /** A direct message between the bot and one person. */
  readonly isIm: boolean;
  readonly members: readonly string[];
};

export type UserGroup = {
  readonly id: string;
  readonly handle: string;
  readonly users: readonly string[];
  readonly isDisabled?: boolean;
};

export type Trigger = { readonly userId: string; readonly issuedAt: number; readonly used: boolean };

export type ResponseUrl = {
  readonly userId: string;
  readonly channel: string;
  /** The message that was clicked; null for a slash command. */
  readonly message: string | null;
  readonly issuedAt: number;
  readonly uses: number;
};

const rate = z.number().min(1).nullable();

/**
 * What Slack does in one way or another: where sources disagree, a test can have it both ways. What is not
 * switched is as the documentation says.
 */
export const habitsShape = z.strictObject({
  /** usergroups.users.list documents no cursor; null: the whole group at once, else that many a page. */
  groupPageSize: rate,
  /**
   * What usergroups.users.list gives of a group that was switched off, unless asked for those too: told nowhere, so
   * these are guesses.
   */
  disabledGroup: z.enum(['nobody', 'everybody', 'no_such_subteam']),
  /** Whether users.info still tells the e-mail of somebody who left. Told nowhere; a guess either way. */
  leaversEmail: yes,
  /** Posts a second and channel before 429, about one: https://docs.slack.dev/apis/web-api/rate-limits. Null: no limit. */
  postsPerSecond: rate,
  /** chat.update is Tier 3, 50 a minute for all messages together. Null: no limit. */
  updatesPerMinute: rate,
  /**
   * How long after an ack that came with a view a views.update is taken and yet shows nothing: slackapi/bolt-python#481,
   * slackapi/bolt-js#1080. They tell of acks that update; that one which pushes does the same is a guess.
   */
  modalRaceMilliseconds: z.number().min(0),
  /** Whether a bare domain in a command becomes a link, as it does in messages (operable/cog#121). */
  linksDomains: yes,
  /** Whether line breaks in a command survive; nobody says. */
  keepsLineBreaks: yes,
  /** Whether an address in a command comes as a mailto link, as in messages. */
  linksAddresses: yes,
  /** The organization that the workspace belongs to, as on Enterprise Grid; null: to none. */
  enterpriseId: z.string().nullable(),
});
export type Habits = Readonly<z.infer<typeof habitsShape>>;

/** A push on somebody's phone. */
export type Notification = {
  readonly to: string;
  readonly channel: string;
  readonly ts: string;
  /** What the screen shows: the message's text as it was first posted. */
  readonly text: string;
};

/** A file that a person chose or the app sent; `content` is null until it is uploaded. */
export type StoredFile = {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly mimetype: string;
  /** User id of the owner. */
  readonly user: string;
  readonly content: Uint8Array | null;
};

export type MessageContent = { readonly text: string; readonly blocks: readonly Block[] };
export type MessageRef = { readonly channel: string; readonly ts: string };

/** One message as it stands now, with what it said before. */
export type Message = MessageContent &
  MessageRef & {
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

/** A modal or Home view as a person has it open. */
export type View = {
  readonly id: string;
  readonly hash: string;
  readonly userId: string;
  readonly definition: ViewDefinition;
  readonly blocks: readonly Block[];
  readonly rootViewId: string;
  readonly previousViewId: string | null;
  /** What the app complained about at the last submission, by block id. */
  readonly errors: Readonly<Record<string, string>>;
  /** When an ack put its contents there, in milliseconds. */
  readonly ackedAt?: number;
};
