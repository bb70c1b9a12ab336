/**
 * How the rows of the audit log become the lines of the audit channel: each row is covered by exactly one
 * line, each line covers rows that stand side by side, so that a line that is missing shows by its numbers.
 */
import type { AuditRow } from './audit.ts';
import type { NewJob } from './jobs.ts';
import type { RefusalReason } from './refusal.ts';

export type AuditLine = {
  /**
   * `event`: its last row is one that stands for itself; any before it are the question that led there, and
   * what came in between. `run`: a request being carried out. `gathered`: questions and refusals.
   */
  readonly kind: 'event' | 'run' | 'gathered';
  /** Without gaps, at least one. */
  readonly rows: readonly [AuditRow, ...AuditRow[]];
};

/** Lines of one moment travel together. */
const shortWaitMs = 2_000;
/** What may wait goes at the second of these turns, which is 5 to 10 minutes later. */
const turnMs = 5 * 60_000;

/** The refusals of people who may not do here what they tried. */
const trespasses: ReadonlySet<RefusalReason['reason']> = new Set([
  'not_a_requester',
  'not_a_reader',
  'not_an_approver',
  'not_a_member',
  'other_workspace',
  'own_request',
  'about_yourself',
]);

/**
 * The lines that are due of these rows, which follow each other and the last one that was covered.
 * @param all whether what may wait goes too.
 */
export function linesOf(rows: readonly AuditRow[], all: boolean): readonly AuditLine[] {
  const end = all ? rows.length : rows.findLastIndex(mustGo) + 1;
  const lines: AuditLine[] = [];
  for (const row of rows.slice(0, end)) {
    const before = lines.at(-1);
    const kind = kindOf(row);
    if (before && kind !== 'event' && before.kind === kind && isSameStory(before, row)) {
      lines.splice(-1, 1, { kind, rows: [...before.rows, row] });
    } else if (before?.kind === 'gathered' && row.event === 'submitted') {
      lines.splice(-1, 1, ...withQuestion(before, row));
    } else {
      lines.push({ kind, rows: [row] });
    }
  }
  return lines;
}

/** Whether the channel has to hear of the row now; the others wait for a line that must go, or for their turn. */
function mustGo(row: AuditRow): boolean {
  switch (row.event) {
    case 'refused':
      return trespasses.has(row.data.reason);
    case 'submitted':
    case 'approved':
    case 'denied':
    case 'cancelled':
    case 'stopped':
    case 'tried_now':
    case 'ticked':
    case 'expired':
    case 'reopened':
    case 'left_out':
    case 'approval_taken_back':
    case 'giving_back_chosen':
    case 'escalated':
    case 'paused':
    case 'limit_lifted':
    case 'finished':
    case 'message_not_delivered':
      return true;
    case 'asked':
    case 'looked_at':
    case 'looked_up':
    case 'hand_over_planned':
    case 'handed_over':
    case 'execution_started':
    case 'target_settled':
      return false;
    default:
      return row satisfies never;
  }
}

/** The jobs that bring these new rows to the channel. */
export function announcementsOf(rows: readonly AuditRow[]): readonly NewJob[] {
  const urgent = rows.findLast(mustGo);
  const last = rows.at(-1);
  const jobs: NewJob[] = [];
  if (urgent) {
    jobs.push({ job: { name: 'announce' }, startAfter: new Date(urgent.at.getTime() + shortWaitMs) });
  }
  if (last && last !== urgent) {
    const turn = Math.floor(last.at.getTime() / turnMs) + 2;
    jobs.push({ job: { name: 'announce', all: true }, startAfter: new Date(turn * turnMs) });
  }
  return jobs;
}

const ofRun: ReadonlySet<AuditRow['event']> = new Set([
  'execution_started',
  'hand_over_planned',
  'handed_over',
  'target_settled',
]);

function kindOf(row: AuditRow): AuditLine['kind'] {
  if (row.event === 'finished') return 'run';
  if (mustGo(row)) return 'event';
  return ofRun.has(row.event) ? 'run' : 'gathered';
}

/** One request's start, people and end are one story; so is everything that led to no request. */
function isSameStory(before: AuditLine, row: AuditRow): boolean {
  return before.kind === 'gathered' || before.rows[0].requestId === row.requestId;
}

/** Of what was gathered, from this person's last question on: that is the question which led to the request. */
function withQuestion({ rows }: AuditLine, submitted: AuditRow): readonly AuditLine[] {
  const from = rows.findLastIndex(({ event, actor }) => event === 'asked' && actor === submitted.actor);
  const asked = rows[from];
  if (!asked)
    return [
      { kind: 'gathered', rows },
      { kind: 'event', rows: [submitted] },
    ];
  const [first, ...others] = rows.slice(0, from);
  const event: AuditLine = { kind: 'event', rows: [asked, ...rows.slice(from + 1), submitted] };
  return first ? [{ kind: 'gathered', rows: [first, ...others] }, event] : [event];
}
