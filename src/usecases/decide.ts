import { checkDecider, memberOnly, type Decider, type Policy } from '../requests/policy.ts';
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
  const { actor, requestId, verdict, reason } = click;
  const tried = { actor, requestId, attempted: verdict, dryRun: policy.dryRun };
  return auditRefusals(ports, tried, async (learn) => {
    const decider = await readDecider(ports, policy, actor, learn);
    return ports.store.transaction(async (tx) => {
      const request = await lockKnown(tx, requestId);
      checkDecider(decider, request, policy);
      const change =
        verdict === 'approve'
          ? approve(request, decider, ports.now())
          : deny(request, decider, reason, ports.now());
      await tx.save(change);
      return change.request;
    });
  });
}

/** Whether this person could deny this request now: asked before the reason is asked for. @throws Refusal */
export async function checkDenial(
  ports: DecidePorts,
  policy: Policy,
  { requestId, actor }: Pick<Click, 'requestId' | 'actor'>,
): Promise<Request> {
  const tried = { actor, requestId, attempted: 'deny', dryRun: policy.dryRun };
  return auditRefusals(ports, tried, async (learn) => {
    const decider = await readDecider(ports, policy, actor, learn);
    const request = isRequestId(requestId) ? await ports.store.findRequest(requestId) : null;
    if (!request) throw new Refusal({ reason: 'request_unknown', id: requestId });
    checkDecider(decider, request, policy);
    deny(request, decider, null, ports.now());
    return request;
  });
}

/** The request, locked. @throws Refusal `request_unknown` */
export async function lockKnown(tx: Transaction, id: string): Promise<Request> {
  const request = isRequestId(id) ? await tx.lockRequest(id) : null;
  if (!request) throw new Refusal({ reason: 'request_unknown', id });
  return request;
}

/** Who clicked, as Slack knows them now. @throws Refusal `not_a_member` for an approver who is none. */
async function readDecider(
  { people }: Pick<Ports, 'people'>,
  policy: Policy,
  id: SlackUserId,
  learn: (facts: Learned) => void,
): Promise<Decider> {
  const approvers = await people.members(policy.approvers);
  const profile = await people.profile(id);
  learn({ actorName: profile?.name ?? null });
  if (!approvers.has(id)) return { id, name: profile?.name ?? null, isApprover: false, email: null };
  const { name, email } = memberOnly(profile);
  return { id, name, isApprover: true, email };
}
