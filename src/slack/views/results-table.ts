import type { Texts } from '../../i18n/en.ts';
import type { Request } from '../../requests/request.ts';
import { differencesInWords, reasonOf } from './short-outcome.ts';
import { csvTable } from './table.ts';

/** What became of everybody, as a table. */
export function resultsTable(request: Request, texts: Texts): string {
  const { people } = texts;
  const rows = request.targets.map(({ user, outcome, leftOutBy }): Row => ({
    name: user.name,
    email: user.email,
    id: user.id,
    result: leftOutBy === null ? people.results[outcome.result] : people.results.skipped,
    reason: reasonOf(outcome, people),
    detail: outcome.result === 'failed' ? outcome.detail : '',
    different: differencesInWords(outcome, texts).join('; '),
    leftOutBy: leftOutBy ?? '',
    action: request.action,
    request: request.id,
    ticket: request.ticket ?? '',
  }));
  return csvTable(columns, people.table.columns, rows);
}

type Column = keyof Texts['people']['table']['columns'];
type Row = Readonly<Record<Column, string>>;

const columns: readonly Column[] = [
  'name',
  'email',
  'id',
  'result',
  'reason',
  'detail',
  'different',
  'leftOutBy',
  'action',
  'request',
  'ticket',
];
