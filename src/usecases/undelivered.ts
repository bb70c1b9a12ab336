import type { AuditEntry } from '../requests/audit.ts';
import { DeliveryError } from '../requests/errors.ts';
import type { Ports, SentMessage } from '../requests/ports.ts';
import { Refusal } from '../requests/refusal.ts';
import type { Request } from '../requests/request.ts';

/** Whether trying the message again cannot help, since the channel or the person is gone. */
export function isPermanent(error: unknown): error is DeliveryError {
  return error instanceof DeliveryError && error.permanent;
}

/** Writes to the audit log that a message was given up. */
export async function reportUndelivered(
  ports: Pick<Ports, 'store' | 'now'>,
  requestId: string | null,
  data: Extract<AuditEntry, { event: 'message_not_delivered' }>['data'],
): Promise<void> {
  const entry = { at: ports.now(), event: 'message_not_delivered', requestId, actor: null, data } as const;
  await ports.store.transaction((tx) => tx.save({ audit: [entry] }));
}

/** Whether this person left Slack. Who cannot be looked up now may still be there. */
export async function hasLeft({ people }: Pick<Ports, 'people'>, id: string): Promise<boolean> {
  try {
    return (await people.profile(id))?.isDeleted ?? false;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/** One round of bringing the messages of a request in line. */
export type Delivery = {
  readonly ports: Pick<Ports, 'store' | 'messenger' | 'people' | 'workfront' | 'now'>;
  readonly request: Request;
  readonly sent: readonly SentMessage[];
};
