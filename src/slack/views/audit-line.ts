import type { Texts } from '../../i18n/en.ts';
import type { AuditRow, Person } from '../../requests/audit.ts';
import { mention, safe } from '../text.ts';
import { markup, note, type Content } from './blocks.ts';

/** One audit row as one line, with its number and the first 12 digits of its hash. */
export function auditLine(row: AuditRow, texts: Texts): Content {
  const words = wordsOf(row, texts);
  const text = row.data.dryRun ? `${words} · ${markup(texts.dryRun)}` : words;
  return note(texts.audit.line(row.number, text, row.hash.slice(0, 12)));
}

function wordsOf(row: AuditRow, { audit, state }: Texts): string {
  const id = row.requestId ?? '';
  const actor = row.actor ? mention(row.actor) : '';
  switch (row.event) {
    case 'submitted':
      return audit.submitted(actor, row.data.action, row.data.targets.map(who).join(', '), id);
    case 'approved':
      return audit.approved(actor, id, row.data.approvals, row.data.required);
    case 'denied':
      return audit.denied(actor, id, safe(row.data.reason ?? '', 500));
    case 'cancelled':
      return audit.cancelled(actor, id);
    case 'stopped':
      return audit.stopped(actor, id, safe(row.data.reason ?? '', 500));
    case 'ticked':
      return audit.ticked(actor, id);
    case 'expired':
      return audit.expired(id);
    case 'refused':
      return audit.refused(actor, safe(row.data.attempted), row.data.reason, row.requestId);
    case 'execution_started':
      return audit.execution_started(id);
    case 'left_out':
      return audit.left_out(actor, row.data.people.map(who).join(', '), id);
    case 'approval_taken_back':
      return audit.approval_taken_back(actor, id, row.data.approvals, row.data.required);
    case 'escalated':
      return audit.escalated(id);
    case 'paused':
      return audit.paused(id, row.data.changed, row.data.limit);
    case 'limit_lifted':
      return audit.limit_lifted(actor, id);
    case 'reopened':
      return audit.reopened(id, row.data.approvals, row.data.required);
    case 'target_settled': {
      const { result, reason } = row.data.outcome;
      return audit.target_settled(who(row.data.user), safe([result, reason].filter(Boolean).join(', ')), id);
    }
    case 'finished':
      return audit.finished(id, state[row.data.state]);
    case 'message_not_delivered':
      return audit.message_not_delivered(safe(row.data.message), safe(row.data.code));
    case 'asked':
    case 'looked_up':
      return row.event;
    default:
      return row satisfies never;
  }
}

function who({ name, email }: Person): string {
  return `${safe(name ?? '')} (${safe(email ?? '')})`;
}
