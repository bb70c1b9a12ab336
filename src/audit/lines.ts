import type { AuditEvent } from '../requests/audit.ts';

/** The events that stand in the log alone: they decide nothing, and would drown the lines that do. */
export const silentEvents = ['asked', 'looked_up'] as const satisfies readonly AuditEvent[];

/** True for events that get a line in the audit channel. */
export function hasLine(event: AuditEvent): boolean {
  return !silentEvents.some((silent) => silent === event);
}
