import type { Policy } from '../requests/policy.ts';
import type { Ports } from '../requests/ports.ts';
import type { Request, SlackUserId } from '../requests/request.ts';
import { cancel as withdraw } from '../requests/transitions.ts';
import { auditRefusals } from './audit-refusals.ts';
import { lockKnown } from './decide.ts';

/** The requester takes their own request back. @throws Refusal, audited. */
export async function cancel(
  ports: Pick<Ports, 'store' | 'people' | 'now'>,
  policy: Policy,
  input: { readonly requestId: string; readonly actor: SlackUserId },
): Promise<Request> {
  const { requestId, actor } = input;
  const tried = { actor, requestId, attempted: 'cancel' };
  return auditRefusals(ports, policy, tried, async (learn) => {
    // Only for the log: whoever it is, and whatever Slack says, may take back what is theirs.
    const profile = await ports.people.profile(actor).catch(() => undefined);
    const name = profile?.name ?? null;
    learn({ actorName: name });
    return ports.store.transaction(async (tx) => {
      const request = await lockKnown(tx, requestId);
      const change = withdraw(request, { id: actor, name }, ports.now());
      await tx.save(change);
      return change.request;
    });
  });
}
