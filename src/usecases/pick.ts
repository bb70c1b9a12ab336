import { ticketIn, type Policy } from '../requests/policy.ts';
import { Refusal } from '../requests/refusal.ts';
import type { Request, SlackUserId } from '../requests/request.ts';
import { auditRefusals } from './audit-refusals.ts';
import { readRequester, submit, type SubmitPorts } from './submit.ts';

export type Choice = {
  readonly lookUpId: string;
  readonly chosen: string;
  readonly actor: SlackUserId;
  readonly responseUrl: string | null;
};

/** The person picked one of the users a look-up had found. A look-up serves one choice. @throws Refusal, audited. */
export async function pick(ports: SubmitPorts, policy: Policy, input: Choice): Promise<Request> {
  const { actor, responseUrl } = input;
  const tried = { actor, attempted: 'pick', requestId: null };
  return auditRefusals(ports, policy, tried, async (learn) => {
    const requester = await readRequester(ports, policy, actor, learn);
    const lookUp = await ports.store.transaction(async (tx) => {
      const taken = await tx.takeLookUp(input.lookUpId);
      if (!taken) throw new Refusal({ reason: 'choice_over' });
      // Refused within the transaction, so that it is still there for the one who asked.
      if (taken.requester !== actor) throw new Refusal({ reason: 'not_your_choice' });
      return taken;
    });
    const isOffered = lookUp.candidates.includes(input.chosen);
    const user = isOffered ? await ports.workfront.get(input.chosen) : null;
    if (!user) throw new Refusal({ reason: 'user_unknown', asked: lookUp.asked, near: [] });
    const { action, reason, runAt, takeOver } = lookUp;
    learn({ action, users: [user] });
    const ticket = ticketIn(reason, policy);
    const wish = { action, requester, reason, ticket, runAt, takeOver, responseUrl };
    return submit(ports, policy, wish, [user]);
  });
}
