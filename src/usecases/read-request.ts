import { approversOf, memberOnly, type Policy } from '../requests/policy.ts';
import type { Ports } from '../requests/ports.ts';
import { Refusal } from '../requests/refusal.ts';
import type { Request, SlackUserId } from '../requests/request.ts';
import { auditRefusals } from './audit-refusals.ts';
import { findKnown } from './decide.ts';

/**
 * The request, for somebody to whom requests are shown: who asked for it, requesters and approvers. Whoever knows
 * the id of one is not told by it who leaves. @throws Refusal, audited.
 */
export async function readRequest(
  ports: Pick<Ports, 'store' | 'people' | 'now'>,
  policy: Policy,
  { requestId, actor }: { readonly requestId: string; readonly actor: SlackUserId },
): Promise<Request> {
  const tried = { actor, requestId, attempted: 'read' };
  return auditRefusals(ports, policy, tried, async (learn) => {
    const request = await findKnown(ports, requestId);
    const profile = await ports.people.profile(actor);
    learn({ actorName: profile?.name ?? null });
    const insiders = await ports.people.members([...policy.requesters, ...approversOf(request, policy)]);
    if (actor !== request.requester && !insiders.has(actor)) throw new Refusal({ reason: 'not_a_reader' });
    memberOnly(profile);
    return request;
  });
}
