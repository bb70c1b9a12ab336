import { stop as stopIt } from '../requests/after-approval.ts';
import type { Policy } from '../requests/policy.ts';
import type { Request } from '../requests/request.ts';
import { acting, type Act, type ActingPorts } from './acting.ts';

/** Stops an approved request that waits for its date. @throws Refusal, audited. */
export async function stop(
  ports: ActingPorts,
  policy: Policy,
  { reason, ...act }: Act & { readonly reason: string | null },
): Promise<Request> {
  return acting(ports, policy, { ...act, attempted: 'stop' }, (request, person, now) =>
    stopIt(request, person, reason, policy, now),
  );
}
