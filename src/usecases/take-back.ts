import { takeBack as withdrawApproval } from '../requests/before-decision.ts';
import type { Policy } from '../requests/policy.ts';
import type { Request, SlackUserId } from '../requests/request.ts';
import { takePart, type DecidePorts } from './decide.ts';

/** An approver takes the own approval back while more are needed. @throws Refusal, audited. */
export async function takeBack(
  ports: DecidePorts,
  policy: Policy,
  click: { readonly requestId: string; readonly actor: SlackUserId },
): Promise<Request> {
  return takePart(ports, policy, { ...click, attempted: 'take_back' }, (request, decider) =>
    withdrawApproval(request, decider, ports.now()),
  );
}
