import type { Impact } from '../requests/holdings.ts';
import type { Policy } from '../requests/policy.ts';
import type { Ports } from '../requests/ports.ts';
import { Refusal } from '../requests/refusal.ts';
import type { SlackUserId, WorkfrontUser } from '../requests/request.ts';
import { auditRefusals } from './audit-refusals.ts';
import { findUsers, type Question } from './find-users.ts';
import { listHeldBy, type HeldPage, type Wanted } from './list-held.ts';
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
  const tried = { actor, attempted: 'show', requestId: null, asked };
  return auditRefusals(ports, policy, tried, async (learn) => {
    const { name } = await readRequester(ports, policy, actor, learn);
    const found = await findUsers(ports, question);
    if (!found.exact) return { kind: 'several', asked, users: found.users, more: found.more };
    const { user } = found;
    const impact = await ports.workfront.countHoldings([user.id]);
    await noteLook(ports, { id: actor, name }, user);
    return { kind: 'one', user, impact };
  });
}

/**
 * The things themselves, a page at a time, for whoever may ask; logged when it is opened, so with no kind chosen yet.
 * @throws Refusal, audited; WorkfrontFailure
 */
export async function showThings(
  ports: Pick<Ports, 'store' | 'workfront' | 'people' | 'now'>,
  policy: Policy,
  { actor, userId }: { readonly actor: SlackUserId; readonly userId: string },
  wanted: Wanted,
): Promise<HeldPage> {
  const tried = { actor, attempted: 'show', requestId: null, asked: userId };
  return auditRefusals(ports, policy, tried, async (learn) => {
    const { name } = await readRequester(ports, policy, actor, learn);
    const user = await ports.workfront.get(userId);
    if (!user) throw new Refusal({ reason: 'user_unknown', asked: userId, near: [] });
    const { counts } = await ports.workfront.countHoldings([userId]);
    const page = await listHeldBy(ports, { of: userId, userIds: [userId], counts }, wanted);
    if (wanted.kind === null) await noteLook(ports, { id: actor, name }, user);
    return page;
  });
}

async function noteLook(
  { store, now }: Pick<Ports, 'store' | 'now'>,
  actor: { readonly id: SlackUserId; readonly name: string },
  { id, name, email }: WorkfrontUser,
): Promise<void> {
  const data = { user: { id, name, email }, actorName: actor.name };
  const row = { event: 'looked_at', at: now(), requestId: null, actor: actor.id, data } as const;
  await store.transaction((tx) => tx.save({ audit: [row] }));
}
