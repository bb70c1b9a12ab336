import type { Texts } from '../../i18n/en.ts';
import type { AuditRow, Person } from '../../requests/audit.ts';

const fewNames = 3;

/** What these rows say of things that change hands: how many did; before that is known, how many are to. */
export function handOverClauses(
  rows: readonly AuditRow[],
  submitted: Extract<AuditRow, { readonly event: 'submitted' }> | undefined,
  { audit }: Texts,
  nameOf: (person: Person) => string,
): readonly string[] {
  const handed = rows.filter((row) => row.event === 'handed_over');
  if (handed.length === 0) {
    const planned = rows.find((row) => row.event === 'hand_over_planned');
    return planned ? [audit.handingOver(planned.data.moves, planned.data.stays)] : [];
  }
  const moved = handed.reduce((sum, { data }) => sum + data.moved.length, 0);
  const all = moved + handed.reduce((sum, { data }) => sum + data.stay.length, 0);
  if (submitted?.data.action === 'reactivate') return [audit.givenBack(moved, all)];
  const successors = new Map(
    submitted?.data.targets.flatMap(({ successor }) => (successor ? [[successor.id, successor]] : [])),
  );
  const names = [...successors.values()].slice(0, fewNames).map(nameOf).join(audit.separator);
  const to = names === '' ? '' : ` ${audit.to(audit.more(names, successors.size - fewNames))}`;
  return [
    audit.handedOver(moved, all) + to,
    ...notTaken(
      handed.flatMap(({ data }) => data.stay),
      audit,
    ),
  ];
}

/** What stays for want of somebody who can have it. */
function notTaken(stay: readonly { readonly why: string }[], audit: Texts['audit']): readonly string[] {
  return (['successor_gone', 'successor_leaving'] as const).flatMap((reason) => {
    const count = stay.filter(({ why }) => why === reason).length;
    return count === 0 ? [] : [audit.notTaken(count, audit.why[reason])];
  });
}
