import { WorkfrontFailure, type WorkfrontFailureCode } from '../requests/errors.ts';
import { changeOf, type FieldValue, type Item } from '../requests/items.ts';
import type { Policy } from '../requests/policy.ts';
import type { Ports, Store } from '../requests/ports.ts';
import { isSettled, type FailReason, type Request } from '../requests/request.ts';
import { markSending } from '../requests/transitions.ts';

/** An item after it was sent; of one whose outcome is still open, why. */
type Sent = { readonly item: Item; readonly failure: unknown };

/** As many at most go one by one; more are cut in two. */
const fewItems = 4;
/** After so many requests in a row of which nothing came, Workfront is left alone for a while. */
const mostInVain = 8;
const hourMs = 3_600_000;

/**
 * Sends items in one request. A bulk that is refused or unclear is read back, and what is not done of it goes
 * again in halves and at last singly: a bad record then costs a few requests, and neither stops nor hides the others.
 */
export async function sendItems(
  ports: Pick<Ports, 'workfront'>,
  items: readonly Item[],
  mayLeave: () => Promise<boolean>,
): Promise<readonly Sent[]> {
  const sent: Sent[] = [];
  const lists: (readonly Item[])[] = [items];
  let inVain = 0;
  for (let list = lists.shift(); list; list = lists.shift()) {
    const came = await sendList(ports, list, mayLeave);
    sent.push(...came.through);
    const isThrough = came.through.some(({ item }) => isSettled(item.outcome));
    inVain = isThrough || !came.isUnclear ? 0 : inVain + 1;
    if (came.stop === null && inVain < mostInVain) {
      lists.push(...inParts(came.left));
      continue;
    }
    const failure = came.stop ?? new WorkfrontFailure('outcome_unknown', 'no answer');
    return [...sent, ...[...came.left, ...lists.flat()].map((item) => ({ item: asSending(item), failure }))];
  }
  return sent;
}

/** What is about to be sent, and what the rules say about it. */
type Due = {
  readonly policy: Policy;
  readonly request: Request;
  readonly open: readonly Item[];
  readonly now: Date;
};

/**
 * How many people besides these were changed within the last hour, or may have been, and how many of these may be
 * changed now.
 */
export async function roomWithinHour(
  counting: Pick<Store, 'countChangedSince'>,
  { policy: { hourlyLimit }, request: { lifted }, open, now }: Due,
): Promise<{ readonly changed: number; readonly room: number }> {
  if (hourlyLimit === 0 || lifted !== null || open.length === 0) return { changed: 0, room: open.length };
  const all = await counting.countChangedSince(new Date(now.getTime() - hourMs));
  const changed = all - open.filter(isSent).length;
  return { changed, room: Math.max(0, hourlyLimit - changed) };
}

/** Items that are due, and those that are over without being sent. */
export type Judged = { readonly open: readonly Item[]; readonly through: readonly Item[] };

/**
 * As many as the limit for an hour has room for; the others' turn comes in a later step. Counted in the same
 * transaction, so that what others send at this moment counts too. Null: another runner took over.
 */
export async function noteSending(
  { store, now }: Pick<Ports, 'store' | 'now'>,
  policy: Policy,
  { id, version }: Request,
  { open, through }: Judged,
): Promise<{ readonly noted: Request; readonly items: readonly Item[] } | null> {
  return store.transaction(async (tx) => {
    const request = await tx.lockRequest(id);
    if (!request || request.version !== version) return null;
    const { room } = await roomWithinHour(tx, { policy, request, open, now: now() });
    const items = sentFirst(open).slice(0, room);
    const change = markSending(request, items, through, now());
    await tx.save(change);
    return { noted: change.request, items };
  });
}

/** Those that were sent before come first: they count already. */
function sentFirst(open: readonly Item[]): readonly Item[] {
  return [...open.filter(isSent), ...open.filter((item) => !isSent(item))];
}

/** Of what changes hands nothing counts. */
function isSent({ phase, outcome }: Item): boolean {
  return phase === 'access' && outcome.result === 'sending';
}

/** What came of one request. */
type Came = {
  /** Those that are settled, or of which only a later try can tell. */
  readonly through: readonly Sent[];
  /** Those that are to be sent again. */
  readonly left: readonly Item[];
  /** No answer told what was done, of those that are neither settled nor kept from going on. */
  readonly isUnclear?: boolean;
  /** Why nothing more can be sent for now; null: it can. */
  readonly stop: unknown;
};

async function sendList(
  ports: Pick<Ports, 'workfront'>,
  list: readonly Item[],
  mayLeave: () => Promise<boolean>,
): Promise<Came> {
  const [only] = list;
  try {
    return only && list.length === 1
      ? await sendAlone(ports, only, mayLeave)
      : await sendTogether(ports, list, mayLeave);
  } catch (error) {
    // What came of the lists before is still to be stored.
    return { through: [], left: list, stop: error };
  }
}

async function sendTogether(
  ports: Pick<Ports, 'workfront'>,
  list: readonly Item[],
  mayLeave: () => Promise<boolean>,
): Promise<Came> {
  let shown: ReadonlyMap<string, FieldValue> = new Map();
  let isUnclear = false;
  try {
    shown = await write(ports, list, mayLeave);
  } catch (error) {
    if (!(error instanceof WorkfrontFailure)) throw error;
    // It came to none of them, and a read would be blocked too.
    if (error.code === 'blocked' && !error.maybeDone) {
      const through = list.map((item) => refused(item, error));
      return { through, left: [], stop: null };
    }
    isUnclear = isPassing(error);
    // Busy, away or logged out: none of them would fare better alone.
    if (isUnclear && !error.maybeDone) return { through: [], left: list, stop: error };
  }
  const byAnswer = list.filter((item) => isToldBy(shown, item));
  const open = list.filter((item) => !byAnswer.includes(item));
  const answered = byAnswer.map((item) => done(item, 'answer'));
  const seen = await lookAgain(ports, open);
  if (!(seen instanceof Map)) return { through: answered, left: open, stop: seen };
  const byRead = open.filter((item) => isDoneIn(seen, item));
  return {
    through: [...answered, ...byRead.map((item) => done(item, 'read'))],
    left: open.filter((item) => !byRead.includes(item)),
    isUnclear,
    stop: null,
  };
}

function isDoneIn(values: ReadonlyMap<string, FieldValue>, { objectId, to }: Item): boolean {
  return values.get(objectId) === to;
}

/** Of what changes hands an answer proves nothing: some actions say nothing, and others say it of all. */
function isToldBy(answer: ReadonlyMap<string, FieldValue>, item: Item): boolean {
  return item.kind === 'access' && isDoneIn(answer, item);
}

async function sendAlone(
  ports: Pick<Ports, 'workfront'>,
  item: Item,
  mayLeave: () => Promise<boolean>,
): Promise<Came> {
  const sent = await sendOne(ports, item, mayLeave);
  if (isSettled(sent.item.outcome)) return { through: [sent], left: [], stop: null };
  const { failure } = sent;
  // It alone got no clear answer; with anything else the others would fare no better.
  const isItsOwn = failure instanceof WorkfrontFailure && failure.code === 'outcome_unknown';
  return isItsOwn
    ? { through: [sent], left: [], isUnclear: true, stop: null }
    : { through: [], left: [item], stop: failure };
}

function inParts(items: readonly Item[]): readonly (readonly Item[])[] {
  if (items.length <= fewItems) return items.map((item) => [item]);
  const half = Math.ceil(items.length / 2);
  return [items.slice(0, half), items.slice(half)];
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
    if (isToldBy(shown, item)) return done(item, 'answer');
  } catch (error) {
    if (!(error instanceof WorkfrontFailure)) throw error;
    if (!error.maybeDone) return refused(item, error);
    failure = error;
  }
  const seen = await lookAgain(ports, [item]);
  if (!(seen instanceof Map)) return { item: asSending(item), failure: seen };
  if (isDoneIn(seen, item)) return done(item, 'read');
  // Answered, and yet as before; or an error inside a 2xx, with which the read agrees.
  if (failure === null) return refused(item, new WorkfrontFailure('no_effect', 'the user is as before'));
  if (failure instanceof WorkfrontFailure && failure.code === 'invalid') return refused(item, failure);
  return {
    item: asSending(item),
    failure: new WorkfrontFailure('outcome_unknown', 'no answer', { cause: failure }),
  };
}

function write(ports: Pick<Ports, 'workfront'>, items: readonly Item[], mayLeave: () => Promise<boolean>) {
  const kind = items[0]?.kind ?? 'access';
  return ports.workfront.write(kind, items.map(changeOf), mayLeave);
}

/** What a read shows of the items' fields, or why nothing could be read. */
async function lookAgain(
  ports: Pick<Ports, 'workfront'>,
  items: readonly Item[],
): Promise<ReadonlyMap<string, FieldValue> | WorkfrontFailure> {
  if (items.length === 0) return new Map();
  try {
    return await ports.workfront.readValues(items[0]?.kind ?? 'access', items.map(changeOf));
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
