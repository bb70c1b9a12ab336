import { WorkfrontFailure, type WorkfrontFailureCode } from '../requests/errors.ts';
import type { FieldValue, Item } from '../requests/items.ts';
import type { Ports } from '../requests/ports.ts';
import type { FailReason } from '../requests/request.ts';

/** An item after it was sent; of one whose outcome is still open, why. */
type Sent = { readonly item: Item; readonly failure: unknown };

/** Sends items in one request; what it does not show as done is read, and what is not done then goes singly. */
export async function sendItems(
  ports: Pick<Ports, 'workfront'>,
  items: readonly Item[],
  mayLeave: () => Promise<boolean>,
): Promise<readonly Sent[]> {
  const [only] = items;
  if (only && items.length === 1) return [await sendOne(ports, only, mayLeave)];
  let shown: ReadonlyMap<string, FieldValue> = new Map();
  try {
    shown = await write(ports, items, mayLeave);
  } catch (error) {
    // Busy, away or logged out: none of them would fare better alone.
    if (!(error instanceof WorkfrontFailure) || (isPassing(error) && !error.maybeDone)) {
      return items.map((item) => ({ item: asSending(item), failure: error }));
    }
  }
  const left = items.filter(({ objectId, to }) => shown.get(objectId) !== to);
  const seen = await lookAgain(ports, left);
  const sent: Sent[] = [];
  for (const item of items) {
    if (shown.get(item.objectId) === item.to) sent.push(done(item, 'answer'));
    else if (seen instanceof Map) {
      sent.push(
        seen.get(item.objectId) === item.to ? done(item, 'read') : await sendOne(ports, item, mayLeave),
      );
    } else sent.push({ item: asSending(item), failure: seen });
  }
  return sent;
}

/** One item in a request of its own. */
async function sendOne(
  ports: Pick<Ports, 'workfront'>,
  item: Item,
  mayLeave: () => Promise<boolean>,
): Promise<Sent> {
  let failure: unknown = null;
  try {
    const shown = await write(ports, [item], mayLeave);
    if (shown.get(item.objectId) === item.to) return done(item, 'answer');
  } catch (error) {
    if (!(error instanceof WorkfrontFailure)) throw error;
    if (!error.maybeDone) return refused(item, error);
    failure = error;
  }
  const seen = await lookAgain(ports, [item]);
  if (!(seen instanceof Map)) return { item: asSending(item), failure: seen };
  if (seen.get(item.objectId) === item.to) return done(item, 'read');
  // Answered, and yet as before; or an error inside a 2xx, with which the read agrees.
  if (failure === null) return refused(item, new WorkfrontFailure('no_effect', 'the user is as before'));
  if (failure instanceof WorkfrontFailure && failure.code === 'invalid') return refused(item, failure);
  return {
    item: asSending(item),
    failure: new WorkfrontFailure('outcome_unknown', 'no answer', { cause: failure }),
  };
}

function write(ports: Pick<Ports, 'workfront'>, items: readonly Item[], mayLeave: () => Promise<boolean>) {
  const changes = items.map(({ objectId, field, to }) => ({ id: objectId, field, to }));
  return ports.workfront.write('USER', changes, mayLeave);
}

/** What a read shows of the items' fields, or why nothing could be read. */
async function lookAgain(
  ports: Pick<Ports, 'workfront'>,
  items: readonly Item[],
): Promise<ReadonlyMap<string, FieldValue> | WorkfrontFailure> {
  if (items.length === 0) return new Map();
  try {
    const users = await ports.workfront.readUsers(items.map(({ objectId }) => objectId));
    return new Map([...users].map(([id, { isActive }]) => [id, isActive]));
  } catch (error) {
    if (error instanceof WorkfrontFailure) return error;
    throw error;
  }
}

function done(item: Item, confirmedBy: 'answer' | 'read'): Sent {
  return { item: { ...item, outcome: { result: 'done', confirmedBy } }, failure: null };
}

/** Refused for good, or kept for a later try when that can help. */
function refused(item: Item, failure: WorkfrontFailure): Sent {
  const reason = finalFailures[failure.code];
  if (!reason) return { item: asSending(item), failure };
  return { item: { ...item, outcome: { result: 'failed', reason, detail: failure.detail } }, failure };
}

function asSending(item: Item): Item {
  return { ...item, outcome: { result: 'sending' } };
}

/** Errors that another try would not mend. The others are tried again for a day. */
const finalFailures: Partial<Record<WorkfrontFailureCode, FailReason>> = {
  forbidden: 'forbidden',
  blocked: 'blocked',
  invalid: 'rejected',
  not_found: 'rejected',
  no_effect: 'no_effect',
};

/** True when the same request may fare better later. */
function isPassing({ code }: WorkfrontFailure): boolean {
  return finalFailures[code] === undefined;
}
