import { protectionOf, type Policy } from '../requests/policy.ts';
import { Refusal } from '../requests/refusal.ts';
import type { Request, SlackUserId } from '../requests/request.ts';
import { changedBy, undoUntil } from '../requests/undo.ts';
import { auditRefusals } from './audit-refusals.ts';
import { findKnown } from './decide.ts';
import { readRequester, submit, type SubmitPorts } from './submit.ts';

/**
 * Asks to give the access back to those from whom a request took it, and who do not have it again: a request as
 * any other, by the same rules. @throws Refusal, audited.
 */
export async function undo(
  ports: SubmitPorts,
  policy: Policy,
  click: {
    readonly requestId: string;
    readonly actor: SlackUserId;
    readonly responseUrl: string | null;
  },
): Promise<Request> {
  const { requestId, actor, responseUrl } = click;
  const tried = { actor, requestId, attempted: 'undo' };
  return auditRefusals(ports, policy, tried, async (learn) => {
    const requester = await readRequester(ports, policy, actor, learn);
    const undone = await findKnown(ports, requestId);
    const until = undoUntil(undone);
    if (!until) throw new Refusal({ reason: 'nothing_to_undo', why: 'nobody' });
    if (ports.now() >= until) throw new Refusal({ reason: 'nothing_to_undo', why: 'too_late' });
    const changed = changedBy(undone).map(({ user }) => user.id);
    const read = await ports.workfront.readUsers(changed);
    const self = await ports.workfront.self();
    const inactive = changed
      .flatMap((id) => read.get(id) ?? [])
      .filter((user) => !user.isActive && protectionOf(user, policy, self.id) === null);
    const open = await ports.store.findOpenRequestsFor(inactive.map(({ id }) => id));
    const free = inactive.filter(({ id }) => !open.has(id));
    // All of them are asked about already: the refusal leads there.
    const users = free.length > 0 ? free : inactive;
    if (users.length === 0) throw new Refusal({ reason: 'nothing_to_undo', why: 'changed_since' });
    learn({ action: 'reactivate', users });
    const { ticket } = undone;
    const wish = { requester, responseUrl, ticket, undoOf: undone.id, reason: null, runAt: null };
    return submit(ports, policy, { ...wish, action: 'reactivate' }, users);
  });
}
