import { tick as tickIt } from '../requests/after-approval.ts';
import type { Policy } from '../requests/policy.ts';
import type { Request } from '../requests/request.ts';
import { acting, type Act, type ActingPorts } from './acting.ts';

/** Notes that what was left to do by hand is done. @throws Refusal, audited. */
export async function tick(ports: ActingPorts, policy: Policy, act: Act): Promise<Request> {
  return acting(ports, policy, { ...act, attempted: 'tick' }, tickIt);
}
