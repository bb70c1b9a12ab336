import { DeliveryError } from '../requests/errors.ts';
import { approversOf, barrierFor, remindAtOf, type Policy } from '../requests/policy.ts';
import type { MessageKind, MessageLocation, Ports, SentMessage } from '../requests/ports.ts';
import { Refusal } from '../requests/refusal.ts';
import { isFinal, type Request, type SlackUserId } from '../requests/request.ts';
import { backAgain, showTakers } from './given-back.ts';
import { whoCanLift } from './lift-limit.ts';
import { sharePeople, shareTables } from './share-tables.ts';
import { tellSuccessors } from './tell-successors.ts';
import { hasLeft, isPermanent, reportUndelivered, type Delivery } from './undelivered.ts';

export type NotifyPorts = Pick<Ports, 'store' | 'messenger' | 'people' | 'workfront' | 'now'>;

/**
 * Brings every message of a request in line with its state: what is missing is posted, what shows an
 * older version is updated. Safe to run at any time and any number of times; one runs per request at a
 * time. `repair` updates the confirm message even if it should be right. No message waits for another that
 * Slack does not take.
 * @throws DeliveryError when Slack does not take a message for now.
 */
export async function notify(
  ports: NotifyPorts,
  policy: Policy,
  requestId: string,
  repair: boolean,
): Promise<void> {
  const request = await ports.store.findRequest(requestId);
  if (!request) return;
  const delivery: Delivery = { ports, request, sent: await ports.store.listMessages(requestId) };
  const { messenger } = ports;
  const refused: DeliveryError[] = [];
  const attempt = async <T>(work: () => Promise<T>): Promise<T | DeliveryError> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      refused.push(error);
      return error;
    }
  };
  const confirm = await attempt(() => placeConfirm(delivery));
  const isRefused = confirm instanceof DeliveryError;
  if (!isRefused) {
    await attempt(() => showConfirm(delivery, confirm, repair));
    await attempt(() => once(delivery, 'answer', () => messenger.answerRequester(request, confirm.place)));
    const { place: at } = confirm;
    if (at) await attempt(() => sharePeople(delivery, at));
    await attempt(() => remind(delivery, policy, confirm));
    await attempt(() => askFurther(delivery, policy, confirm));
    await attempt(() => tellPaused(delivery, policy, confirm));
    await attempt(() => tellLeftOut(delivery, confirm));
  } else if (confirm.forOperator) {
    await attempt(() => once(delivery, 'delayed', () => messenger.tellDelayed(request)));
  }
  const place = isRefused ? null : confirm.place;
  if (isStuck(request, ports.now())) {
    const tell = () => messenger.tellStuck(request, place);
    await attempt(() => once(delivery, 'stuck', () => tellRequester(delivery, 'stuck', tell)));
  }
  if (isFinal(request.state)) {
    await attempt(() => once(delivery, 'result', () => tellResult(delivery, place)));
    await attempt(() => showResultAgain(delivery, place, repair));
    if (place) await attempt(() => shareTables(delivery, place));
    await attempt(() =>
      tellSuccessors(delivery, (recipient, work) => once(delivery, 'taken_over', work, recipient)),
    );
  }
  await tryAgain(delivery, refused, repair);
}

/** The end of the request, to its requester; what it gave back is told on the cards that took it. */
async function tellResult(
  delivery: Delivery,
  place: MessageLocation | null,
): Promise<MessageLocation | null> {
  const { ports, request } = delivery;
  await showTakers(delivery);
  return tellRequester(delivery, 'result', () => ports.messenger.tellResult(request, place));
}

/** Slack takes a message to somebody who left, and nobody reads it: the audit log says so instead. */
async function tellRequester(
  { ports, request }: Delivery,
  message: MessageKind,
  tell: () => Promise<MessageLocation | null>,
): Promise<MessageLocation | null> {
  if (!(await hasLeft(ports, request.requester))) return tell();
  await reportUndelivered(ports, request.id, { message, code: 'account_deactivated' });
  return null;
}

/** When Slack says how long to wait, for all that it did not take. @throws the first refusal that does not say. */
async function tryAgain(
  { ports, request }: Delivery,
  refused: readonly DeliveryError[],
  repair: boolean,
): Promise<void> {
  if (refused.length === 0) return;
  const silent = refused.find(({ retryAfterMs }) => retryAfterMs === null);
  if (silent) throw silent;
  const wait = Math.max(...refused.map(({ retryAfterMs }) => retryAfterMs ?? 0));
  await notifyAt(ports, request.id, new Date(ports.now().getTime() + wait), repair);
}

async function notifyAt(
  { store }: Pick<Ports, 'store'>,
  requestId: string,
  startAfter: Date,
  repair: boolean,
): Promise<void> {
  const job = { name: 'notify', requestId, ...(repair && { repair }) } as const;
  await store.transaction((tx) => tx.save({ jobs: [{ job, startAfter }] }));
}

/**
 * The confirm message gets its place before it gets its buttons: should the answer to the post be lost,
 * what is left behind decides nothing.
 */
async function placeConfirm(delivery: Delivery): Promise<SentMessage> {
  const { ports, request } = delivery;
  await once(delivery, 'confirm', () => ports.messenger.postPlaceholder(request));
  const confirm = (await ports.store.listMessages(request.id)).find(({ kind }) => kind === 'confirm');
  if (!confirm) throw new Error(`request ${request.id} has no confirm message after it was recorded`);
  return confirm;
}

async function showConfirm(delivery: Delivery, confirm: SentMessage, repair: boolean): Promise<void> {
  const { ports, request } = delivery;
  if (!confirm.place || (confirm.version >= request.version && !repair)) return;
  const worthShowing = repair ? null : worthShowingAt(request, confirm);
  if (worthShowing && worthShowing > ports.now()) {
    await notifyAt(ports, request.id, worthShowing, false);
    return;
  }
  try {
    await ports.messenger.showRequest(confirm.place, request, await backAgain(delivery));
  } catch (error) {
    if (!isPermanent(error)) throw error;
    await reportUndelivered(ports, request.id, { message: 'confirm', code: error.code });
  }
  await ports.store.transaction((tx) => tx.recordShown(confirm, request.version, ports.now()));
}

const stuckAfterMs = 60_000;

/** Approved, and for a minute it could not go on. */
function isStuck({ state, trouble }: Request, now: Date): boolean {
  return state === 'executing' && trouble !== null && now.getTime() - trouble.since.getTime() >= stuckAfterMs;
}

/** The result says who has done what was left to do, and who has access again. */
async function showResultAgain(
  delivery: Delivery,
  confirm: MessageLocation | null,
  repair: boolean,
): Promise<void> {
  const { ports, request, sent } = delivery;
  const result = sent.find(({ kind }) => kind === 'result');
  if (!result?.place || !(repair || (request.ticked && result.version < request.version))) return;
  const back = await backAgain(delivery);
  if (!request.ticked && back.length === 0) return;
  try {
    await ports.messenger.showResult(result.place, request, confirm, back);
  } catch (error) {
    if (!isPermanent(error)) throw error;
    await reportUndelivered(ports, request.id, { message: 'result', code: error.code });
  }
  await ports.store.transaction((tx) => tx.recordShown(result, request.version, ports.now()));
}

const passingMs = 2_000;
const betweenUpdatesMs = 3_000;

/**
 * When a state that passes is worth an update, which the next state would replace: two seconds after it began, and
 * three after the update before. Null: at once. A new card is one until it is known what its people hold.
 */
function worthShowingAt(request: Request, { shownAt, version }: SentMessage): Date | null {
  const { state, runAt, approvals, startedAt } = request;
  // Who decides should see what the people hold; if that takes longer, the buttons come without it.
  const isCounting = state === 'pending' && request.action === 'deactivate' && request.impact === null;
  if (isCounting && version === 0) return new Date(request.createdAt.getTime() + passingMs);
  const isPassing = state === 'executing' || (state === 'approved' && runAt === null);
  if (!isPassing) return null;
  const since = runAt === null ? approvals.map(({ at }) => at) : [startedAt];
  // Until it is shown for the first time, the card has no buttons.
  const before = version === 0 ? null : shownAt;
  const times = [...since.map(Number), ...(before ? [before.getTime() + betweenUpdatesMs - passingMs] : [])];
  return new Date(Math.max(...times) + passingMs);
}

/** How much earlier than ours the database's clock, which wakes us, may say that it is time. */
const clockSkewMs = 60_000;

/** Once, when the request has waited long enough: mentions those who could still decide. */
async function remind(delivery: Delivery, policy: Policy, confirm: SentMessage): Promise<void> {
  const { ports, request } = delivery;
  const isDue = ports.now().getTime() + clockSkewMs >= remindAtOf(request, policy).getTime();
  const { place } = confirm;
  if (request.state !== 'pending' || !isDue || !place) return;
  await once(delivery, 'reminder', async () => {
    const left = await whoHaveNotActed(delivery, policy, approversOf(request, policy));
    return ports.messenger.remind(request, place, left);
  });
}

/** Once, when further approvers are asked too: mentions them. */
async function askFurther(delivery: Delivery, policy: Policy, { place }: SentMessage): Promise<void> {
  const { ports, request } = delivery;
  if (request.state !== 'pending' || request.escalatedAt === null || !place) return;
  await once(delivery, 'escalated', async () => {
    const asked = await whoHaveNotActed(delivery, policy, policy.escalationApprovers);
    return ports.messenger.askFurther(request, place, asked);
  });
}

/** Once, when the limit for an hour stops the request: an update of its card alone would be seen by nobody. */
async function tellPaused(delivery: Delivery, policy: Policy, { place }: SentMessage): Promise<void> {
  const { ports, request } = delivery;
  if (request.trouble?.code !== 'hourly_limit' || !place) return;
  await once(delivery, 'paused', async () => {
    const approvers = await orNobody(() => whoCanLift(ports, policy, request));
    return ports.messenger.tellPaused(request, place, approvers);
  });
}

/** Those of a list who could decide the request and have not approved it. */
async function whoHaveNotActed(
  { ports, request }: Delivery,
  policy: Policy,
  list: readonly string[],
): Promise<readonly SlackUserId[]> {
  const approvers = await orNobody(async () => [...(await ports.people.members(list))]);
  const acted = new Set(request.approvals.map(({ approver }) => approver));
  return approvers.filter(
    (id) =>
      !acted.has(id) &&
      barrierFor({ id, name: null, isApprover: true, email: null }, request, policy) === null,
  );
}

/** Tells the requester who was left out. The message's version is how many it tells of, since that only grows. */
async function tellLeftOut(delivery: Delivery, confirm: SentMessage): Promise<void> {
  const { ports, request, sent } = delivery;
  const count = request.targets.filter(({ leftOutBy }) => leftOutBy !== null).length;
  const before = sent.find(({ kind }) => kind === 'left_out');
  if (count === 0 || (before && (before.version >= count || !before.place))) return;
  let place: MessageLocation | null = null;
  try {
    place = await tellRequester(delivery, 'left_out', () =>
      ports.messenger.tellLeftOut(request, confirm.place, before?.place ?? null),
    );
  } catch (error) {
    if (!isPermanent(error)) throw error;
    await reportUndelivered(ports, request.id, { message: 'left_out', code: error.code });
  }
  const at = ports.now();
  const of = { requestId: request.id, kind: 'left_out', recipient: '' } as const;
  const message = { ...of, place, version: count, shownAt: at };
  await ports.store.transaction(async (tx) => {
    if (before) await tx.recordShown(message, count, at);
    else await tx.recordMessage(message);
  });
}

/** A group that cannot be read now must not hold the request's other messages back. */
async function orNobody(read: () => Promise<readonly SlackUserId[]>): Promise<readonly SlackUserId[]> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
}

/** Posts a message of this kind unless one was posted before. */
async function once(
  delivery: Delivery,
  kind: MessageKind,
  post: () => Promise<MessageLocation | null>,
  recipient = '',
): Promise<void> {
  const { ports, request, sent } = delivery;
  if (sent.some((message) => message.kind === kind && message.recipient === recipient)) return;
  let place: MessageLocation | null = null;
  try {
    place = await post();
  } catch (error) {
    if (!isPermanent(error)) throw error;
    await reportUndelivered(ports, request.id, { message: kind, code: error.code });
  }
  const ofRequest = { requestId: request.id, kind, recipient };
  const message: SentMessage = { ...ofRequest, place, version: 0, shownAt: ports.now() };
  const isOurs = await ports.store.transaction((tx) => tx.recordMessage(message));
  // Another process had posted it already, so this copy goes.
  if (!isOurs && place) await ports.messenger.remove(place);
}
