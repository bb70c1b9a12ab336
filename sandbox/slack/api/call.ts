import * as z from 'zod';

import { parseJson } from '../../shared/json.ts';
import { bot, type Channel, type Member, type Workspace } from '../state/workspace.ts';
import { refused, SlackApiError } from './errors.ts';
import { conversationScope } from './scopes.ts';

export type Answer = Readonly<Record<string, unknown>>;

/** What a method gets: the workspace and the arguments as they came, form texts or JSON values. */
export type Call = {
  readonly workspace: Workspace;
  readonly args: Readonly<Record<string, unknown>>;
};

export type Method = (call: Call) => Answer;

/** An argument that is a JSON value, or that value as text in a form. */
export const jsonArgument = z.preprocess(
  (value) => (typeof value === 'string' ? (parseJson(value) ?? value) : value),
  z.unknown(),
);

/** A yes or no, which a form carries as text. */
export const flag = z.preprocess(
  (value) => (typeof value === 'string' ? value === 'true' || value === '1' : value),
  z.boolean().optional(),
);

/** Parses the arguments of a call; throws `invalid_arguments` naming each one that is wrong. */
export function parseArguments<T>(schema: z.ZodType<T>, call: Call): T {
  const result = schema.safeParse(call.args);
  if (result.success) return result.data;
  const messages = result.error.issues.map((issue) =>
    issue.code === 'invalid_type'
      ? `[ERROR] missing required field: ${issue.path.join('.')}`
      : `[ERROR] ${issue.message} [json-pointer:/${issue.path.join('/')}]`,
  );
  throw refused('invalid_arguments', messages);
}

/** Throws `missing_scope` unless the app holds one of the scopes. */
export function needScope(workspace: Workspace, scopes: readonly string[]): void {
  if (scopes.some((scope) => workspace.scopes.has(scope))) return;
  throw new SlackApiError('missing_scope', {
    needed: scopes[0],
    provided: [...workspace.scopes].join(','),
  });
}

/** A channel that the bot can know of; throws `channel_not_found` for private ones it is not in. */
export function visibleChannel(workspace: Workspace, id: string): Channel {
  const channel = workspace.channels.get(id);
  if (channel === undefined) throw new SlackApiError('channel_not_found');
  if (channel.isPrivate && !channel.members.includes(bot.userId))
    throw new SlackApiError('channel_not_found');
  return channel;
}

/** A channel whose kind the app's scopes allow it to read. */
export function readableChannel(workspace: Workspace, id: string): Channel {
  const channel = visibleChannel(workspace, id);
  needScope(workspace, [conversationScope(channel)]);
  return channel;
}

/** A person by Slack id; throws `user_not_found`. */
export function knownPerson(workspace: Workspace, id: string): Member {
  const person = workspace.people.get(id);
  if (person === undefined) throw new SlackApiError('user_not_found');
  return person;
}

/** One page of a list and the cursor of the next, empty at the end. */
export function page<T>(
  items: readonly T[],
  cursor: string | undefined,
  limit: number,
): { readonly items: readonly T[]; readonly next: string } {
  const start = cursor === undefined || cursor === '' ? 0 : Number(atob(cursor).replace('offset:', ''));
  if (!Number.isInteger(start)) throw new SlackApiError('invalid_cursor');
  const end = start + limit;
  return { items: items.slice(start, end), next: end < items.length ? btoa(`offset:${end}`) : '' };
}
