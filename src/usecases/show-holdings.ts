import type { Impact } from '../requests/holdings.ts';
import type { Policy } from '../requests/policy.ts';
import type { Ports } from '../requests/ports.ts';
import type { SlackUserId, WorkfrontUser } from '../requests/request.ts';
import { auditRefusals } from './audit-refusals.ts';
import { findUsers, type Question } from './find-users.ts';
import { readRequester } from './submit.ts';

/** `several`: who may be meant, 25 at most. */
export type Shown =
  | { readonly kind: 'one'; readonly user: WorkfrontUser; readonly impact: Impact }
  | {
      readonly kind: 'several';
      readonly asked: string;
      readonly users: readonly WorkfrontUser[];
      readonly more: boolean;
    };

/**
 * What somebody holds, for a person who may ask, without asking for anything; it is kept in the audit log who
 * looked. @throws Refusal, audited.
 */
export async function showHoldings(
  ports: Pick<Ports, 'store' | 'workfront' | 'people' | 'now'>,
  policy: Policy,
  look: { readonly actor: SlackUserId; readonly question: Question; readonly asked: string },
): Promise<Shown> {
  const { actor, question, asked } = look;
  const tried = { actor, attempted: 'show', requestId: null, asked, dryRun: policy.dryRun };
  return auditRefusals(ports, tried, async (learn) => {
    const { name } = await readRequester(ports, policy, actor, learn);
    const found = await findUsers(ports, question);
    if (!found.exact) return { kind: 'several', asked, users: found.users, more: found.more };
    const { user } = found;
    const impact = await ports.workfront.countHoldings([user.id]);
    const data = {
      user: { id: user.id, name: user.name, email: user.email },
      ...(name !== null && { actorName: name }),
    };
    const row = { event: 'looked_at', at: ports.now(), requestId: null, actor, data } as const;
    await ports.store.transaction((tx) => tx.save({ audit: [row] }));
    return { kind: 'one', user, impact };
  });
}
