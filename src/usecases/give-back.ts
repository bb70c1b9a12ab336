import { chooseGivingBack } from '../requests/hand-over.ts';
import type { Policy } from '../requests/policy.ts';
import type { Request } from '../requests/request.ts';
import { acting, type Act, type ActingPorts } from './acting.ts';

/** The requester or an approver says whether a reactivation gives back what was handed over. @throws Refusal, audited. */
export async function giveBack(
  ports: ActingPorts,
  policy: Policy,
  { isWanted, ...act }: Act & { readonly isWanted: boolean },
): Promise<Request> {
  return acting(ports, policy, { ...act, attempted: 'give_back' }, (request, person, now) =>
    chooseGivingBack(request, person, isWanted, now),
  );
}
