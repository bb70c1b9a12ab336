import { isHoldingKind } from '../requests/holdings.ts';
import type { MessageLocation } from '../requests/ports.ts';
import { reportUndelivered, type Delivery } from './undelivered.ts';

/** Posts to one recipient, unless it was done before. */
type Once = (recipient: string, post: () => Promise<MessageLocation | null>) => Promise<void>;

/** Tells everybody who took something over what is theirs now, and who decided it. */
export async function tellSuccessors(delivery: Delivery, once: Once): Promise<void> {
  const { ports, request, sent } = delivery;
  if (request.action !== 'deactivate' || !request.handOver?.reportedAt) return;
  const told = new Set(sent.filter(({ kind }) => kind === 'taken_over').map(({ recipient }) => recipient));
  const successors = new Map(
    request.targets.flatMap(({ successor }) => (successor ? [[successor.id, successor] as const] : [])),
  );
  const waiting = [...successors.values()].filter(({ id }) => !told.has(id));
  if (waiting.length === 0) return;
  const items = await ports.store.listItems(request.id);
  for (const successor of waiting) {
    const theirs = items.filter(({ to, outcome }) => to === successor.id && outcome.result === 'done');
    if (theirs.length === 0) continue;
    const leavers = new Set(theirs.map((item) => item.from));
    const from = request.targets.map(({ user }) => user).filter(({ id }) => leavers.has(id));
    const things = theirs.flatMap(({ kind, name, link }) =>
      isHoldingKind(kind) ? [{ kind, name, link }] : [],
    );
    await once(successor.id, async () => {
      const account = successor.email ? await ports.people.findByEmail(successor.email) : null;
      if (account !== null) return ports.messenger.tellTakenOver(request, { account, from, things });
      await reportUndelivered(ports, request.id, { message: 'taken_over', code: 'no_account' });
      return null;
    });
  }
}
