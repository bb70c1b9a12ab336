import { leaveOut as takeOut } from '../requests/before-decision.ts';
import type { Policy } from '../requests/policy.ts';
import type { Request, SlackUserId } from '../requests/request.ts';
import { takePart, type DecidePorts } from './decide.ts';

export type LeavingOut = {
  readonly requestId: string;
  readonly actor: SlackUserId;
  /** Workfront users; who is out already, or was never in, makes no difference. */
  readonly userIds: readonly string[];
};

/** An approver takes people out of a request before it is decided. @throws Refusal, audited. */
export async function leaveOut(ports: DecidePorts, policy: Policy, deed: LeavingOut): Promise<Request> {
  return takePart(ports, policy, { ...deed, attempted: 'leave_out' }, (request, decider) => {
    const positions = deed.userIds.map((id) => request.targets.findIndex(({ user }) => user.id === id));
    return takeOut(request, positions, decider, ports.now());
  });
}
