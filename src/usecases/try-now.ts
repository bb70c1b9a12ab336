import { tryNow as tryItNow } from '../requests/after-approval.ts';
import type { Policy } from '../requests/policy.ts';
import type { Request } from '../requests/request.ts';
import { acting, type Act, type ActingPorts } from './acting.ts';

/** Does not wait for the next try. @throws Refusal, audited. */
export async function tryNow(ports: ActingPorts, policy: Policy, act: Act): Promise<Request> {
  return acting(ports, policy, { ...act, attempted: 'try_now' }, tryItNow);
}
