import { memberOnly, type Policy } from '../requests/policy.ts';
import type { Ports } from '../requests/ports.ts';
import { Refusal } from '../requests/refusal.ts';
import type { Request, SlackUserId } from '../requests/request.ts';
import { auditRefusals } from './audit-refusals.ts';

/** How many requests one answer shows. */
const mostListed = 20;

/**
 * Open requests, or past and open ones about somebody (`about`: part of a name or e-mail; null: anybody).
 * Requesters and approvers only, since who leaves is not everybody's news. @throws Refusal, audited.
 */
export async function listRequests(
  ports: Pick<Ports, 'store' | 'people' | 'now'>,
  policy: Policy,
  input: {
    readonly actor: SlackUserId;
    readonly which: 'open' | 'history';
    readonly about: string | null;
  },
): Promise<readonly Request[]> {
  const tried = { actor: input.actor, attempted: input.which, requestId: null, dryRun: policy.dryRun };
  return auditRefusals(ports, tried, async (learn) => {
    const insiders = await ports.people.members([...policy.requesters, ...policy.approvers]);
    const profile = await ports.people.profile(input.actor);
    learn({ actorName: profile?.name ?? null });
    if (!insiders.has(input.actor)) throw new Refusal({ reason: 'not_a_reader' });
    memberOnly(profile);
    return input.which === 'open'
      ? ports.store.listOpenRequests(mostListed)
      : ports.store.listHistory(input.about, mostListed);
  });
}
