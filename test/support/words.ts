import { people } from '../../sandbox/acme.ts';
import { plainText } from '../../sandbox/slack/block-kit/plain-text.ts';
import type { Message } from '../../sandbox/slack/state/records.ts';
import type { AuditRow } from '../../src/requests/audit.ts';

const placeholders: readonly (readonly [RegExp, string])[] = [
  [/<!date\^\d+\^[^|>]*\|[^>]*>/gu, '‹date›'],
  [/<https:\/\/acme\.slack\.com\/archives\/C01APPROVALS\/p\d+\|[Oo]pen the request>/gu, '‹link›'],
  [/\br[2-9a-hjkmnp-z]{10}\b/gu, '‹id›'],
];

/** Text with a placeholder for everything that differs from run to run: dates, links, request ids. */
export function steady(text: string): string {
  return placeholders.reduce((rest, [pattern, name]) => rest.replaceAll(pattern, name), text);
}

/** What a person reads in a message, buttons in square brackets, with placeholders. */
export function words(message: Pick<Message, 'text' | 'blocks'>): string {
  return steady(plainText(message));
}

const names: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(people).map(([name, { id }]) => [id, name]),
);

/** What an audit row tells, in this order, where it is there. */
const telling = [
  'attempted',
  'asked',
  'reason',
  'why',
  'state',
  'targets',
  'user',
  'outcome',
  'message',
  'code',
  'dryRun',
] as const;

/** An audit row as `event by person: what it tells`; users are named by e-mail. */
export function trailLine({ event, actor, data }: AuditRow): string {
  const told = telling.flatMap((key) =>
    brief(key, new Map<string, unknown>(Object.entries(data)).get(key) ?? null),
  );
  const by = actor === null ? '' : ` by ${names[actor] ?? actor}`;
  return `${event}${by}${told.length > 0 ? `: ${told.join(', ')}` : ''}`;
}

function brief(key: string, value: unknown): readonly string[] {
  if (value === null || value === undefined) return [];
  if (value === true) return [key];
  if (typeof value !== 'object') return [JSON.stringify(value).replaceAll(/^"|"$/gu, '')];
  if (Array.isArray(value)) return value.flatMap((one: unknown) => brief(key, one));
  const entries = Object.entries(value).filter(([name]) => !['id', 'name', 'since', 'detail'].includes(name));
  return entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).flatMap(([name, part]) => brief(name, part));
}
