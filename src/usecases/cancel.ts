import type { Policy } from '../requests/policy.ts';
import type { Ports } from '../requests/ports.ts';
import { Refusal } from '../requests/refusal.ts';
import type { Request, SlackUserId } from '../requests/request.ts';
import { cancel as withdraw } from '../requests/transitions.ts';
import { auditRefusals } from './audit-refusals.ts';
import { saveChange } from './save-change.ts';

/** The requester takes their own request back. @throws Refusal, audited. */
export async function cancel(
  ports: Pick<Ports, 'store' | 'now'>,
  policy: Policy,
  input: { readonly requestId: string; readonly actor: SlackUserId },
): Promise<Request> {
  const { requestId, actor } = input;
  const attempt = { actor, requestId, attempted: 'cancel', dryRun: policy.dryRun };
  return auditRefusals(ports, attempt, () =>
    ports.store.transaction(async (tx) => {
      const request = await tx.lockRequest(requestId);
      if (!request) throw new Refusal({ reason: 'request_unknown', id: requestId });
      const change = withdraw(request, actor, ports.now());
      await saveChange(tx, change);
      return change.request;
    }),
  );
}
