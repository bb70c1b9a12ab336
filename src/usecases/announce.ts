import { linesOf, type AuditLine } from '../requests/audit-lines.ts';
import type { AuditRow } from '../requests/audit.ts';
import { DeliveryError } from '../requests/errors.ts';
import type { AuditFacts, Ports } from '../requests/ports.ts';
import { reportUndelivered } from './undelivered.ts';

export type AnnouncePorts = Pick<Ports, 'store' | 'now'> & {
  readonly messenger: Pick<Ports['messenger'], 'postAuditLines'>;
  readonly people: Pick<Ports['people'], 'profile'>;
};

/** More rows than a request of the largest size has. */
const mostRows = 2_500;
const mostLines = 20;

/**
 * Posts the audit lines that are due, in order; one runs at a time. `all`: what may wait goes too.
 * @throws DeliveryError when Slack does not take them for now.
 */
export async function announce(ports: AnnouncePorts, all: boolean): Promise<void> {
  let everything = all;
  for (;;) {
    const rows = await ports.store.listUnannounced(mostRows);
    const isFull = rows.length === mostRows;
    const due = linesOf(rows, everything || isFull);
    // The last line of a full page may go on behind it.
    const lines = isFull && due.length > 1 ? due.slice(0, -1) : due;
    if (lines.length === 0 || !(await postAll(ports, lines, all))) return;
    everything &&= isFull;
  }
}

/** False: Slack does not take more for now; another job goes on with it. */
async function postAll(ports: AnnouncePorts, lines: readonly AuditLine[], all: boolean): Promise<boolean> {
  for (let left = lines; left.length > 0;) {
    const batch = left.slice(0, mostLines);
    const facts = await gatherFacts(ports, batch);
    let posted = batch.length;
    try {
      posted = await ports.messenger.postAuditLines(batch, facts);
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      if (error.permanent) {
        if (!(await giveUp(ports, batch, error))) return false;
      } else if (error.retryAfterMs === null) throw error;
      else {
        const startAfter = new Date(ports.now().getTime() + error.retryAfterMs);
        const again = { job: { name: 'announce', ...(all && { all }) }, startAfter } as const;
        await ports.store.transaction((tx) => tx.save({ jobs: [again] }));
        return false;
      }
    }
    const last = lastRowOf(batch.slice(0, posted));
    await ports.store.transaction((tx) => tx.recordAnnounced(last.number));
    left = left.slice(posted);
  }
  return true;
}

/** What the lines say beside their own rows. */
async function gatherFacts(ports: AnnouncePorts, lines: readonly AuditLine[]): Promise<AuditFacts> {
  const rows = lines.flatMap((line) => line.rows);
  const stories = new Map<string, readonly AuditRow[]>();
  for (const id of new Set(rows.flatMap(({ requestId }) => requestId ?? []))) {
    stories.set(id, await ports.store.listRowsOf(id));
  }
  const names = new Map<string, string>();
  const told = [...rows, ...[...stories.values()].flat()];
  for (const { actor, data } of told) if (actor && data.actorName) names.set(actor, data.actorName);
  for (const { actor } of told) {
    if (actor && !names.has(actor)) names.set(actor, await nameOf(ports, actor));
  }
  return { stories, names };
}

/** Empty when it cannot be read now: the id beside it says who it is. */
async function nameOf({ people }: Pick<AnnouncePorts, 'people'>, id: string): Promise<string> {
  try {
    return (await people.profile(id))?.name ?? '';
  } catch {
    return '';
  }
}

/**
 * Notes in a row of its own which rows no line covers. False: the lines only say that; they are kept until the channel
 * takes them, so that whoever reads it then learns what it misses.
 */
async function giveUp(
  ports: AnnouncePorts,
  lines: readonly AuditLine[],
  { code }: DeliveryError,
): Promise<boolean> {
  const rows = lines.flatMap((line) => line.rows);
  if (rows.every((row) => missedIn(row) !== null)) return false;
  const last = lastRowOf(lines);
  const [first = last] = rows;
  const row = missedIn(first) ?? first.number;
  const missing = { row, ...(last.number > row && { lastRow: last.number }) };
  await reportUndelivered(ports, first.requestId, { message: 'audit_line', ...missing, code });
  return true;
}

function lastRowOf(lines: readonly AuditLine[]): AuditRow {
  const last = lines.at(-1)?.rows.at(-1);
  if (!last) throw new Error('a post of audit lines held none of them');
  return last;
}

/** The first of the rows that this one says no line covers; null: it says no such thing. */
function missedIn(row: AuditRow): number | null {
  if (row.event !== 'message_not_delivered' || row.data.message !== 'audit_line') return null;
  return row.data.row ?? row.number;
}
