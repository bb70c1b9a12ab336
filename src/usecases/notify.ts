import { DeliveryError } from '../requests/errors.ts';
import { barrierFor, remindAtOf, type Policy } from '../requests/policy.ts';
import type { MessageKind, MessageLocation, Ports, SentMessage } from '../requests/ports.ts';
import { Refusal } from '../requests/refusal.ts';
import { isFinal, type Request, type SlackUserId } from '../requests/request.ts';
import { isPermanent, reportUndelivered } from './undelivered.ts';

export type NotifyPorts = Pick<Ports, 'store' | 'messenger' | 'people' | 'now'>;

/**
 * Brings every message of a request in line with its state: what is missing is posted, what shows an
 * older version is updated. Safe to run at any time and any number of times; one runs per request at a
 * time. `repair` updates the confirm message even if it should be right.
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
  try {
    const confirm = await placeConfirm(delivery);
    await showConfirm(delivery, confirm, repair);
    await once(delivery, 'answer', () => ports.messenger.answerRequester(request, confirm.place));
    await remind(delivery, policy, confirm);
    if (isFinal(request.state)) {
      await once(delivery, 'result', () => ports.messenger.tellResult(request, confirm.place));
    }
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.retryAfterMs === null) throw error;
    const startAfter = new Date(ports.now().getTime() + error.retryAfterMs);
    const again = { job: { name: 'notify', requestId, repair }, startAfter } as const;
    await ports.store.transaction((tx) => tx.save({ jobs: [again] }));
  }
}

type Delivery = {
  readonly ports: NotifyPorts;
  readonly request: Request;
  readonly sent: readonly SentMessage[];
};

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
  try {
    await ports.messenger.showRequest(confirm.place, request);
  } catch (error) {
    if (!isPermanent(error)) throw error;
    await reportUndelivered(ports, request.id, { message: 'confirm', code: error.code });
  }
  await ports.store.transaction((tx) => tx.recordShown(confirm, request.version, ports.now()));
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
    const approvers = await membersOrNobody(ports, policy.approvers);
    const acted = new Set(request.approvals.map(({ approver }) => approver));
    const left = [...approvers].filter(
      (id) =>
        !acted.has(id) &&
        barrierFor({ id, name: null, isApprover: true, email: null }, request, policy) === null,
    );
    return ports.messenger.remind(request, place, left);
  });
}

/** A group that cannot be read now must not hold the request's other messages back. */
async function membersOrNobody(
  { people }: Pick<Ports, 'people'>,
  list: readonly string[],
): Promise<ReadonlySet<SlackUserId>> {
  try {
    return await people.members(list);
  } catch (error) {
    if (error instanceof Refusal) return new Set();
    throw error;
  }
}

/** Posts a message of this kind unless one was posted before. */
async function once(
  delivery: Delivery,
  kind: MessageKind,
  post: () => Promise<MessageLocation | null>,
): Promise<void> {
  const { ports, request, sent } = delivery;
  if (sent.some((message) => message.kind === kind)) return;
  let place: MessageLocation | null = null;
  try {
    place = await post();
  } catch (error) {
    if (!isPermanent(error)) throw error;
    await reportUndelivered(ports, request.id, { message: kind, code: error.code });
  }
  const message: SentMessage = { requestId: request.id, kind, place, version: 0, shownAt: ports.now() };
  const isOurs = await ports.store.transaction((tx) => tx.recordMessage(message));
  // Another process had posted it already, so this copy goes.
  if (!isOurs && place) await ports.messenger.remove(place);
}
