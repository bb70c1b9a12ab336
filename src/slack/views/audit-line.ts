import { z } from 'zod';

import type { Texts } from '../../i18n/en.ts';
import type { AuditRow } from '../../requests/ports.ts';
import { mention, safe } from '../text.ts';
import { note, type Content } from './blocks.ts';

const person = z.object({ name: z.string().nullish(), email: z.string().nullish() });

/** The parts of an audit row's data that a line shows; rows of any age must be readable. */
const shown = z.object({
  action: z.enum(['deactivate', 'reactivate']).catch('deactivate'),
  targets: z.array(person).catch([]),
  user: person.nullish().catch(null),
  approvals: z.number().catch(0),
  required: z.number().catch(0),
  reason: z.string().nullish().catch(null),
  attempted: z.string().catch(''),
  state: z.string().catch(''),
  outcome: z.object({ result: z.string(), reason: z.string().nullish() }).nullish().catch(null),
  message: z.string().catch(''),
  code: z.string().catch(''),
  dryRun: z.boolean().catch(false),
});

/** One audit row as one line, with its number and the first 12 digits of its hash. */
export function auditLine(row: AuditRow, texts: Texts): Content {
  const data = shown.parse(row.data);
  const text = data.dryRun ? `${words(row, data, texts)} · ${texts.dryRun}` : words(row, data, texts);
  return note(texts.audit.line(row.number, text, row.hash.slice(0, 12)));
}

function words(row: AuditRow, data: z.infer<typeof shown>, { audit, state }: Texts): string {
  const id = row.requestId ?? '';
  const actor = row.actor ? mention(row.actor) : '';
  switch (row.event) {
    case 'submitted':
      return audit.submitted(actor, data.action, data.targets.map(who).join(', '), id);
    case 'approved':
      return audit.approved(actor, id, data.approvals, data.required);
    case 'denied':
      return audit.denied(actor, id, safe(data.reason ?? '', 500));
    case 'cancelled':
      return audit.cancelled(actor, id);
    case 'expired':
      return audit.expired(id);
    case 'refused':
      return audit.refused(actor, safe(data.attempted), safe(data.reason ?? ''), row.requestId);
    case 'execution_started':
      return audit.execution_started(id);
    case 'target_settled':
      return audit.target_settled(who(data.user ?? {}), result(data), id);
    case 'finished': {
      const names: { readonly [key: string]: string } = state;
      return audit.finished(id, names[data.state] ?? safe(data.state));
    }
    case 'message_not_delivered':
      return audit.message_not_delivered(safe(data.message), safe(data.code));
    case 'asked':
    case 'looked_up':
      return row.event;
    default:
      return row.event satisfies never;
  }
}

function who(one: z.infer<typeof person>): string {
  return `${safe(one.name ?? '')} (${safe(one.email ?? '')})`;
}

function result({ outcome }: z.infer<typeof shown>): string {
  return outcome ? safe([outcome.result, outcome.reason].filter(Boolean).join(', ')) : '';
}
