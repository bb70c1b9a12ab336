import { byteOrderMark, csvLine, harmless } from '../../csv-cells.ts';
import type { Texts } from '../../i18n/en.ts';
import type { Request } from '../../requests/request.ts';
import { oneLine } from '../odd-text.ts';
import { differencesInWords, reasonOf } from './short-outcome.ts';

/** What became of everybody, as a table that a spreadsheet opens and runs nothing of: CSV with a byte order mark. */
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
  const head = csvLine(columns.map((column) => people.table.columns[column]));
  const lines = rows.map((row) => csvLine(columns.map((column) => harmless(oneLine(row[column])))));
  return `${byteOrderMark}${head}${lines.join('')}`;
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
