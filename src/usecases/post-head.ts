import type { Ports } from '../requests/ports.ts';
import { isPermanent, reportUndelivered } from './undelivered.ts';

/** The hour of the day, UTC, at which the audit channel gets the head of the log. */
const hourOfDay = 9;

/**
 * Checks the audit log and posts its newest number and hash, so that a tail cut off later shows, and has the
 * next one posted tomorrow; none is posted of a log that is not sound. @throws DeliveryError when Slack does not take it for now.
 */
export async function postHead(
  ports: Pick<Ports, 'store' | 'messenger' | 'now'>,
  day: string,
): Promise<void> {
  const check = await ports.store.checkLog();
  if (check.ok && check.head) {
    try {
      await ports.messenger.postAuditHead(check.head);
    } catch (error) {
      if (!isPermanent(error)) throw error;
      await reportUndelivered(ports, null, { message: 'audit_head', code: error.code });
    }
  }
  // The database's clock, which woke us, may be ahead of ours: the next turn is another day's in any case.
  await scheduleHead(ports, turnOf(day));
}

/** Has the head posted at the next turn; of a day it is stored once, however often this is called. */
export async function scheduleHead(
  { store, now }: Pick<Ports, 'store' | 'now'>,
  after: Date = new Date(0),
): Promise<void> {
  const earliest = Math.max(now().getTime(), after.getTime());
  const today = turnOf(dayOf(new Date(earliest))).getTime();
  const startAfter = new Date(today > earliest ? today : today + 24 * 3_600_000);
  const day = dayOf(startAfter);
  await store.transaction((tx) => tx.save({ jobs: [{ job: { name: 'head', day }, startAfter }] }));
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

function turnOf(day: string): Date {
  return new Date(Date.parse(day) + hourOfDay * 3_600_000);
}
