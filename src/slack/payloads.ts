import { z } from 'zod';

import type { Action } from '../requests/request.ts';
import type { Question } from '../usecases/find-users.ts';
import { commands } from './ids.ts';
import { unescape } from './text.ts';

/** What a slash command asks for. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'list' }
  | { readonly kind: 'history'; readonly about: string | null }
  | { readonly kind: 'cancel'; readonly requestId: string }
  | { readonly kind: 'several' }
  | { readonly kind: 'unclear'; readonly typed: string }
  | {
      readonly kind: 'ask';
      readonly question: Question;
      readonly asked: string;
      readonly reason: string | null;
      /** A date and time in the requester's time zone, as it was typed. */
      readonly at?: string;
    };

/** https://docs.slack.dev/interactivity/implementing-slash-commands#app_command_handling */
export const commandPayload = z.object({
  command: z.enum([commands.deactivate, commands.reactivate]),
  text: z.string().default(''),
  user_id: z.string(),
  response_url: z.url(),
});

/** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export const actionPayload = z.object({
  user: z.object({ id: z.string() }),
  trigger_id: z.string(),
  response_url: z.url(),
  container: z.object({ is_ephemeral: z.boolean().optional() }).optional(),
  actions: z.tuple([
    z.object({
      block_id: z.string(),
      value: z.string().optional(),
      selected_option: z
        .object({ value: z.string(), text: z.object({ text: z.string() }).optional() })
        .nullish(),
    }),
  ]),
});

/** https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
export const submissionPayload = z.object({
  user: z.object({ id: z.string() }),
  view: z.object({
    id: z.string(),
    private_metadata: z.string(),
    state: z.object({
      values: z.record(z.string(), z.record(z.string(), z.object({ value: z.string().nullish() }))),
    }),
  }),
});

/** The action a command name stands for. */
export function actionOf(command: z.infer<typeof commandPayload>['command']): Action {
  return command === commands.reactivate ? 'reactivate' : 'deactivate';
}

/** Reads what was typed after the command, as Slack sends it with `should_escape`. */
export function parseCommand(text: string): Command {
  const typed = text.trim();
  const [first = '', ...rest] = typed.split(/\s+/u);
  const tail = rest.join(' ');
  switch (first.toLowerCase()) {
    case '':
    case 'help':
      return { kind: 'help' };
    case 'list':
      if (!tail) return { kind: 'list' };
      break;
    case 'history':
      if (hasMarkup(tail)) return { kind: 'unclear', typed: unescape(tail) };
      return { kind: 'history', about: tail ? unwrap(tail) : null };
    case 'cancel':
      if (rest.length === 1) return { kind: 'cancel', requestId: tail.toLowerCase() };
      break;
  }
  return parseAsk(typed);
}

function parseAsk(typed: string): Command {
  const { who: whoAndWhen, reason } = splitReason(typed);
  const when = /\sat:(.*)$/iu.exec(whoAndWhen);
  const who = when ? whoAndWhen.slice(0, when.index).trim() : whoAndWhen;
  const command = parseWho(who, reason);
  return when && command.kind === 'ask' ? { ...command, at: unescape(when[1] ?? '').trim() } : command;
}

function parseWho(who: string, reason: string | null): Command {
  const mention = /^<@([UW][A-Z0-9]+)(?:\|[^>]*)?>$/u.exec(who);
  if (mention?.[1]) {
    return { kind: 'ask', question: { by: 'slack_user', slackUserId: mention[1] }, asked: who, reason };
  }
  if (/[,\n;]/u.test(unescape(who)) || /<.*</u.test(who)) return { kind: 'several' };
  if (hasMarkup(who)) return { kind: 'unclear', typed: unescape(who) };
  const asked = unwrap(who);
  if (asked === '') return { kind: 'help' };
  if (/^[0-9a-f]{32}$/iu.test(asked)) {
    return { kind: 'ask', question: { by: 'id', id: asked.toLowerCase() }, asked, reason };
  }
  if (/^[^\s@<>]+@[^\s@<>]+$/u.test(asked)) {
    return { kind: 'ask', question: { by: 'email', email: asked }, asked, reason };
  }
  return { kind: 'ask', question: { by: 'name', name: asked }, asked, reason };
}

/** `jane@acme.com reason: left` → who and why. */
function splitReason(typed: string): { who: string; reason: string | null } {
  const at = /(?:^|\s)reason:/iu.exec(typed);
  if (!at) return { who: typed, reason: null };
  const reason = unwrapAll(typed.slice(at.index + at[0].length)).trim();
  return { who: typed.slice(0, at.index).trim(), reason: reason === '' ? null : reason };
}

/** `<mailto:jane@acme.com|jane@acme.com>` → `jane@acme.com`, then Slack's escapes are undone. */
function unwrap(text: string): string {
  const wrapped = /^<mailto:([^|>]+)(?:\|[^>]*)?>$/u.exec(text);
  return unescape(wrapped?.[1] ?? text);
}

/** Whether Slack made a channel, a link or the like of something: what people type as `<` comes escaped. */
function hasMarkup(text: string): boolean {
  return text.includes('<') && unwrap(text) === unescape(text);
}

/** The same inside running text; links read as they were typed, mentions stay as they are. */
function unwrapAll(text: string): string {
  const plain = text
    .replaceAll(/<mailto:([^|>]+)(?:\|[^>]*)?>/gu, '$1')
    .replaceAll(/<(https?:[^|>]+)(?:\|[^>]*)?>/gu, '$1');
  return unescape(plain);
}
