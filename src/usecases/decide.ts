import { refuseUnlessPending, type Change } from '../requests/change.ts';
import { approversOf, checkDecider, memberOnly, type Decider, type Policy } from '../requests/policy.ts';
import type { Ports, Transaction } from '../requests/ports.ts';
import { Refusal } from '../requests/refusal.ts';
import { isRequestId, type Request, type SlackUserId } from '../requests/request.ts';
import { approve, deny } from '../requests/transitions.ts';
import { auditRefusals, type Learned } from './audit-refusals.ts';

export type DecidePorts = Pick<Ports, 'store' | 'people' | 'now'>;

export type Click = {
  readonly requestId: string;
  readonly actor: SlackUserId;
  readonly verdict: 'approve' | 'deny';
  /** Of a denial. */
  readonly reason: string | null;
};

/**
 * One approver decides. Membership is judged now, not when the request was made; of two decisions at the
 * same moment one wins and the other is refused with `already_decided`. @throws Refusal, audited.
 */
export async function decide(ports: DecidePorts, policy: Policy, click: Click): Promise<Request> {
  const { verdict, reason } = click;
  return takePart(ports, policy, { ...click, attempted: verdict }, (request, decider) =>
    verdict === 'approve'
      ? approve(request, decider, ports.now())
      : deny(request, decider, reason, ports.now()),
  );
}

/**
 * One approver does something to a request, by the same rules as a decision; `change` gives null where there is
 * nothing to do. @throws Refusal, audited.
 */
export async function takePart(
  ports: DecidePorts,
  policy: Policy,
  deed: Pick<Click, 'requestId' | 'actor'> & { readonly attempted: string },
  change: (request: Request, decider: Decider) => Change | null,
): Promise<Request> {
  const { actor, requestId, attempted } = deed;
  const tried = { actor, requestId, attempted };
  return auditRefusals(ports, policy, tried, async (learn) => {
    const decider = await readDecider(ports, policy, deed, learn);
    return ports.store.transaction(async (tx) => {
      const request = await lockKnown(tx, requestId);
      checkDecider(decider, request, policy);
      const step = change(request, decider);
      if (step) await tx.save(step);
      return step?.request ?? request;
    });
  });
}

/** Whether this person could deny this request now: asked before the reason is asked for. @throws Refusal */
export async function checkDenial(
  ports: DecidePorts,
  policy: Policy,
  click: Pick<Click, 'requestId' | 'actor'>,
): Promise<Request> {
  return checkPart(ports, policy, { ...click, attempted: 'deny' });
}

/** Whether this person could decide this request now; gives it as it is stored. @throws Refusal, audited. */
export async function checkPart(
  ports: DecidePorts,
  policy: Policy,
  deed: Pick<Click, 'requestId' | 'actor'> & { readonly attempted: string },
): Promise<Request> {
  const { actor, requestId, attempted } = deed;
  const tried = { actor, requestId, attempted };
  return auditRefusals(ports, policy, tried, async (learn) => {
    const decider = await readDecider(ports, policy, deed, learn);
    const request = await findKnown(ports, requestId);
    checkDecider(decider, request, policy);
    refuseUnlessPending(request, ports.now());
    return request;
  });
}

/** The request, locked. @throws Refusal `request_unknown` */
export async function lockKnown(tx: Transaction, id: string): Promise<Request> {
  const request = isRequestId(id) ? await tx.lockRequest(id) : null;
  if (!request) throw new Refusal({ reason: 'request_unknown', id });
  return request;
}

/** The request. @throws Refusal `request_unknown` */
export async function findKnown({ store }: Pick<Ports, 'store'>, id: string): Promise<Request> {
  const request = isRequestId(id) ? await store.findRequest(id) : null;
  if (!request) throw new Refusal({ reason: 'request_unknown', id });
  return request;
}

/**
 * Who clicked, as Slack knows them now; the approvers of this request are those of the policy, and more once it
 * waited for long. @throws Refusal `not_a_member` for an approver who is none.
 */
async function readDecider(
  { store, people }: Pick<Ports, 'store' | 'people'>,
  policy: Policy,
  { requestId, actor: id }: Pick<Click, 'requestId' | 'actor'>,
  learn: (facts: Learned) => void,
): Promise<Decider> {
  const request = isRequestId(requestId) ? await store.findRequest(requestId) : null;
  const approvers = await people.members(request ? approversOf(request, policy) : policy.approvers);
  const profile = await people.profile(id);
  const name = profile?.name ?? null;
  learn({ actorName: name });
  const isApprover = approvers.has(id);
  if (isApprover) memberOnly(profile);
  return { id, name, isApprover, email: profile?.email ?? null };
}
