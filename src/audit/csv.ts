/** The log as a table for auditors: one column for each fact, and nothing in it that a spreadsheet runs. */
import { byteOrderMark, csvLine, formulaStart, harmless } from '../csv-cells.ts';
import type { AuditEntry, AuditEvent, AuditRow, Person } from '../requests/audit.ts';

/** The first line of the table. */
export const csvStart = `${byteOrderMark}${csvLine([
  'number',
  'time (UTC)',
  'event',
  'actor',
  'actor id',
  'person',
  'person e-mail',
  'person Workfront id',
  'action',
  'reason',
  'outcome',
  'request',
  'ticket',
  'hash',
  'seal',
  'data (JSON)',
])}`;

/** What later rows of a request do not say again. */
type Known = {
  readonly people: readonly Person[];
  readonly action: string;
  readonly reason: string | null;
  readonly ticket?: string | undefined;
};

const nothingKnown: Known = { people: [], action: '', reason: null };

/** Lines of the table for rows in order; `isWanted` leaves rows out that only tell what a request is about. */
export async function* csvLines(
  rows: AsyncIterable<AuditRow> | Iterable<AuditRow>,
  isWanted: (row: AuditRow) => boolean = () => true,
): AsyncGenerator<string> {
  const requests = new Map<string | null, Known>();
  for await (const row of rows) {
    if (row.event === 'submitted') {
      const { targets, action, reason, ticket } = row.data;
      requests.set(row.requestId, { people: targets, action, reason, ticket });
    }
    const known = requests.get(row.requestId) ?? nothingKnown;
    if (isWanted(row))
      yield csvLine([...factCells(row, known), row.hash, row.seal ?? '', dataCell(row.text)]);
    if (row.event === 'finished') requests.delete(row.requestId);
  }
}

function factCells(row: AuditRow, known: Known): readonly string[] {
  const own: Facts = factsOf(row);
  const people = own.people ?? known.people;
  const cells = [
    String(row.number),
    row.at.toISOString().replace('T', ' ').replace('Z', ''),
    eventWords[row.event],
    row.actor === null ? 'the bot' : (row.data.actorName ?? row.actor),
    row.actor ?? '',
    people.map(({ name, email, id }) => name ?? email ?? id).join('; '),
    people.map(({ email }) => email ?? '').join('; '),
    people.map(({ id }) => id).join('; '),
    own.action ?? known.action,
    own.reason ?? known.reason ?? '',
    own.outcome ?? '',
    row.requestId ?? '',
    known.ticket ?? '',
  ];
  return cells.map(harmless);
}

type Facts = {
  readonly people?: readonly Person[] | undefined;
  readonly action?: string | undefined;
  readonly reason?: string | null | undefined;
  readonly outcome?: string | undefined;
};

function factsOf(row: AuditEntry): Facts {
  switch (row.event) {
    case 'asked':
      return { action: row.data.action, reason: row.data.reason, outcome: `asked for ${row.data.asked}` };
    case 'looked_at':
      return { people: [row.data.user] };
    case 'looked_up':
      return { outcome: foundWords(row.data) };
    case 'refused': {
      const { attempted, reason, user } = row.data;
      return { people: user && [user], action: attempted, outcome: words(reason) };
    }
    case 'submitted':
      // As all rows of the request, by what it says itself.
      return {};
    case 'approved':
      return { ...aboutOf(row.data), outcome: `${row.data.approvals} of ${row.data.required}` };
    case 'denied':
    case 'stopped':
      return { ...aboutOf(row.data), reason: row.data.reason };
    case 'left_out':
      return { ...aboutOf(row.data), people: row.data.people };
    case 'approval_taken_back':
      return { ...aboutOf(row.data), outcome: `${row.data.approvals} of ${row.data.required}` };
    case 'paused':
      return { ...aboutOf(row.data), outcome: `${row.data.changed} changed, limit ${row.data.limit}` };
    case 'reopened':
      return { ...aboutOf(row.data), reason: words(row.data.reason) };
    case 'hand_over_planned':
      return { ...aboutOf(row.data), outcome: `${row.data.moves} to move, ${row.data.stays} by hand` };
    case 'handed_over': {
      const { kind, moved, stay } = row.data;
      const outcome = `${words(kind)}: ${moved.length} moved, ${stay.length} stay`;
      return { ...aboutOf(row.data), outcome };
    }
    case 'giving_back_chosen':
      return { ...aboutOf(row.data), outcome: row.data.isWanted ? 'gives back' : 'gives nothing back' };
    case 'target_settled': {
      const { user, outcome } = row.data;
      return { ...aboutOf(row.data), people: [user], outcome: outcomeWords(outcome) };
    }
    case 'finished':
      return { ...aboutOf(row.data), outcome: row.data.state };
    case 'message_not_delivered':
      return { outcome: `${words(row.data.message)}: ${words(row.data.code)}` };
    case 'cancelled':
    case 'tried_now':
    case 'ticked':
    case 'expired':
    case 'escalated':
    case 'limit_lifted':
    case 'execution_started':
      return aboutOf(row.data);
    default:
      return row satisfies never;
  }
}

/** Of many people the row names a few; the request's own row names all. */
function aboutOf({
  about,
}: {
  readonly about?: { action: string; people: readonly Person[]; count: number } | undefined;
}): Facts {
  if (!about) return {};
  return { action: about.action, people: about.count === about.people.length ? about.people : undefined };
}

function foundWords({ found, more }: { readonly found: readonly string[]; readonly more: boolean }): string {
  return `${found.length}${more ? ' or more' : ''} found`;
}

function outcomeWords(outcome: Extract<AuditEntry, { event: 'target_settled' }>['data']['outcome']): string {
  const { result, reason, detail, confirmedBy } = outcome;
  const why = [reason && words(reason), detail, confirmedBy && `confirmed by Workfront's ${confirmedBy}`];
  return [resultWords[result], ...why.filter(Boolean)].join(': ');
}

function words(code: string): string {
  return code.replaceAll('_', ' ');
}

const resultWords = {
  done: 'done',
  already: 'was so already',
  failed: 'failed',
  skipped: 'not touched',
} as const;

const eventWords: Readonly<Record<AuditEvent, string>> = {
  asked: 'asked',
  looked_at: 'looked at what a person holds',
  looked_up: 'looked up',
  refused: 'refused',
  submitted: 'request made',
  approved: 'approved',
  denied: 'denied',
  cancelled: 'withdrawn',
  stopped: 'stopped',
  expired: 'expired',
  reopened: 'waits for a decision again',
  left_out: 'left people out',
  approval_taken_back: 'took the approval back',
  escalated: 'further approvers asked',
  paused: 'paused',
  limit_lifted: 'let go on',
  giving_back_chosen: 'chose about giving back',
  hand_over_planned: 'hand-over planned',
  handed_over: 'handed over',
  execution_started: 'started',
  target_settled: 'outcome for a person',
  finished: 'request ended',
  ticked: 'done by hand as well',
  tried_now: 'did not wait for the next try',
  message_not_delivered: 'message not delivered',
};

/** The same JSON: such characters are written as escapes, which JSON reads back as themselves. */
export function dataCell(json: string): string {
  return json.replaceAll(/"(?:[^"\\]|\\.)*"/g, (text) =>
    text.replaceAll(formulaStart, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}
