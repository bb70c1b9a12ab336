import { liftLimit as letGoOn } from '../requests/before-decision.ts';
import { approversOf, couldDecide, type Policy } from '../requests/policy.ts';
import { Refusal } from '../requests/refusal.ts';
import { isRequestId, type Request, type SlackUserId } from '../requests/request.ts';
import { takePart, type DecidePorts } from './decide.ts';

const hourMs = 3_600_000;

/**
 * An approver lets a request go on beyond the limit for an hour: one who approved nothing that was carried out
 * within that hour, nor this request, as long as there is such a one. @throws Refusal, audited.
 */
export async function liftLimit(
  ports: DecidePorts,
  policy: Policy,
  click: { readonly requestId: string; readonly actor: SlackUserId },
): Promise<Request> {
  const { requestId, actor } = click;
  const request = isRequestId(requestId) ? await ports.store.findRequest(requestId) : null;
  const involved = await whoApprovedLately(ports, request);
  const others = request && involved.has(actor) ? await othersThan(ports, policy, request, involved) : [];
  return takePart(ports, policy, { ...click, attempted: 'go_on' }, (stored, decider) => {
    const change = letGoOn(stored, decider, ports.now());
    if (others.length > 0) throw new Refusal({ reason: 'approved_lately', others });
    return change;
  });
}

/** Those who can let this request go on: who approved none of it if there are such, else all of its approvers. */
export async function whoCanLift(
  ports: DecidePorts,
  policy: Policy,
  request: Request,
): Promise<readonly SlackUserId[]> {
  const others = await othersThan(ports, policy, request, await whoApprovedLately(ports, request));
  return others.length > 0 ? others : othersThan(ports, policy, request, new Set());
}

async function whoApprovedLately(
  { store, now }: Pick<DecidePorts, 'store' | 'now'>,
  request: Request | null,
): Promise<ReadonlySet<SlackUserId>> {
  const lately = await store.listApproversSince(new Date(now().getTime() - hourMs));
  return new Set(request ? [...lately, ...request.approvals.map(({ approver }) => approver)] : lately);
}

/** The approvers who could decide the request and are none of these. */
async function othersThan(
  { people }: Pick<DecidePorts, 'people'>,
  policy: Policy,
  request: Request,
  involved: ReadonlySet<SlackUserId>,
): Promise<readonly SlackUserId[]> {
  const others: SlackUserId[] = [];
  for (const id of await people.members(approversOf(request, policy))) {
    if (involved.has(id)) continue;
    if (couldDecide(id, await people.profile(id), request, policy)) others.push(id);
  }
  return others;
}
