import * as z from 'zod';

import { parseJson, type Json } from '../../shared/json.ts';
import type { Channel, Member } from '../state/records.ts';
import { bot, type Workspace } from '../state/workspace.ts';

/** A Web API answer with `ok: false`; `details` join the answer. */
export class SlackApiError extends Error {
  readonly code: string;
  readonly details: Json;

  constructor(code: string, details: Json = {}) {
    super(code);
    this.name = 'SlackApiError';
    this.code = code;
    this.details = details;
  }
}

/** The error for arguments or blocks that are wrong, with Slack's list of reasons. */
export function refused(code: string, messages: readonly string[], details: Json = {}): SlackApiError {
  return new SlackApiError(code, { ...details, response_metadata: { messages } });
}

/** Runs `work` and turns a `SlackApiError` into the answer that carries its code; other errors pass through. */
export function asAnswer(work: () => Json): Json & { readonly ok: boolean } {
  try {
    return { ok: true, ...work() };
  } catch (error) {
    if (error instanceof SlackApiError) return { ok: false, error: error.code, ...error.details };
    throw error;
  }
}

/** Answers a call, whose arguments come as they were sent: form texts or JSON values. */
export type Method = (workspace: Workspace, args: Json) => Json;

/**
 * A method that needs one of these scopes, if any, and takes these arguments: https://docs.slack.dev/reference/methods,
 * page of each method. The first scope is the one that `missing_scope` asks for.
 */
export function method<Shape extends z.ZodRawShape>(
  scopes: readonly string[],
  shape: Shape,
  run: (args: z.output<z.ZodObject<Shape>>, workspace: Workspace) => Json,
): Method {
  const schema = z.object(shape);
  return (workspace, args) => {
    if (scopes.length > 0) needScope(workspace, scopes);
    return run(parseArguments(schema, args), workspace);
  };
}

/** An argument that is a JSON value, or that value as text in a form. */
export const jsonArgument = z.preprocess(
  (value) => (typeof value === 'string' ? (parseJson(value) ?? value) : value),
  z.unknown(),
);

/** A yes or no, which a form carries as text. */
export const flag = z.union([z.boolean(), z.stringbool()]).optional();

/** Parses the arguments of a call; throws `invalid_arguments` naming each one that is wrong. */
export function parseArguments<T>(schema: z.ZodType<T>, args: unknown): T {
  const result = schema.safeParse(args);
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
  const provided = [...workspace.scopes].join(',');
  throw new SlackApiError('missing_scope', { needed: scopes[0], provided });
}

/** A channel that the bot can know of; throws `channel_not_found` for private ones it is not in. */
export function visibleChannel(workspace: Workspace, id: string): Channel {
  const channel = workspace.channels.get(id);
  if (channel === undefined || (channel.isPrivate && !channel.members.includes(bot.userId)))
    throw new SlackApiError('channel_not_found');
  return channel;
}

/** Whether nothing can be posted there any more. */
export const isClosed = ({ isArchived, isFrozen }: Channel) => isArchived || isFrozen === true;

/** A channel that is open to the bot as a member, or with `orPublic` also from outside. */
export function openChannel(workspace: Workspace, id: string, orPublic = false): Channel {
  const channel = visibleChannel(workspace, id);
  if (isClosed(channel)) throw new SlackApiError('is_archived');
  if (!orPublic && !channel.members.includes(bot.userId)) throw new SlackApiError('not_in_channel');
  return channel;
}

/** A person by Slack id; throws `user_not_found`. */
export function knownPerson(workspace: Workspace, id: string): Member {
  const person = workspace.people.get(id);
  if (person === undefined) throw new SlackApiError('user_not_found');
  return person;
}
