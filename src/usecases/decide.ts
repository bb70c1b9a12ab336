import { checkDecider, type Decider, type Policy } from '../requests/policy.ts';
import type { Ports } from '../requests/ports.ts';
import { Refusal } from '../requests/refusal.ts';
import type { Request, SlackUserId } from '../requests/request.ts';
import { approve, deny } from '../requests/transitions.ts';
import { auditRefusals } from './audit-refusals.ts';
import { saveChange } from './save-change.ts';

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
  return judged(ports, policy, click, async (decider) =>
    ports.store.transaction(async (tx) => {
      const request = await tx.lockRequest(click.requestId);
      if (!request) throw new Refusal({ reason: 'request_unknown', id: click.requestId });
      checkDecider(decider, request, policy);
      const change =
        click.verdict === 'approve'
          ? approve(request, click.actor, ports.now())
          : deny(request, click.actor, click.reason, ports.now());
      await saveChange(tx, change);
      return change.request;
    }),
  );
}

/** Whether this person could deny this request now: asked before the reason is asked for. */
export async function checkDenial(
  ports: DecidePorts,
  policy: Policy,
  input: Pick<Click, 'requestId' | 'actor'>,
): Promise<void> {
  const click: Click = { ...input, verdict: 'deny', reason: null };
  await judged(ports, policy, click, async (decider) => {
    const request = await ports.store.findRequest(click.requestId);
    if (!request) throw new Refusal({ reason: 'request_unknown', id: click.requestId });
    checkDecider(decider, request, policy);
    deny(request, click.actor, null, ports.now());
  });
}

async function judged<T>(
  ports: DecidePorts,
  policy: Policy,
  click: Click,
  work: (decider: Decider) => Promise<T>,
): Promise<T> {
  const { actor, requestId, verdict } = click;
  const attempt = { actor, requestId, attempted: verdict, dryRun: policy.dryRun };
  return auditRefusals(ports, attempt, async () =>
    repairing(ports, requestId, async () => {
      const approvers = await ports.people.members(policy.approvers);
      const isApprover = approvers.has(actor);
      const profile = isApprover ? await ports.people.profile(actor) : null;
      return work({ id: actor, isApprover: isApprover && profile !== null, email: profile?.email ?? null });
    }),
  );
}

/** A late click means that somebody looks at a message that may be out of date: it is updated again. */
async function repairing<T>(ports: DecidePorts, requestId: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal && error.because.reason === 'already_decided') {
      await ports.store.transaction((tx) => tx.enqueue({ name: 'notify', requestId, repair: true }));
    }
    throw error;
  }
}
