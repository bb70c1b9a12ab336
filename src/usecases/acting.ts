import type { Change } from '../requests/change.ts';
import { approversOf, memberOnly, type Decider, type Policy } from '../requests/policy.ts';
import type { Ports } from '../requests/ports.ts';
import type { Request, SlackUserId } from '../requests/request.ts';
import { auditRefusals } from './audit-refusals.ts';
import { findKnown, lockKnown } from './decide.ts';

export type ActingPorts = Pick<Ports, 'store' | 'people' | 'now'>;

/** What somebody does to a request by a click. */
export type Act = { readonly requestId: string; readonly actor: SlackUserId };

/**
 * Takes one step of a request that depends on who does it: the requester, or one of those who are approvers now.
 * `next` gives null where there is nothing to do. @throws Refusal, audited.
 */
export async function acting(
  ports: ActingPorts,
  policy: Policy,
  { requestId, actor, attempted }: Act & { readonly attempted: string },
  next: (request: Request, person: Decider, now: Date) => Change | null,
): Promise<Request> {
  const tried = { actor, requestId, attempted };
  return auditRefusals(ports, policy, tried, async () => {
    const known = await findKnown(ports, requestId);
    const approvers = await ports.people.members(approversOf(known, policy));
    const { name, email } = memberOnly(await ports.people.profile(actor));
    const person = { id: actor, name, isApprover: approvers.has(actor), email };
    return ports.store.transaction(async (tx) => {
      const request = await lockKnown(tx, requestId);
      const change = next(request, person, ports.now());
      if (change) await tx.save(change);
      return change?.request ?? request;
    });
  });
}
