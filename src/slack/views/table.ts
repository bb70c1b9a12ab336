import { byteOrderMark, csvLine, harmless } from '../../csv-cells.ts';
import { oneLine } from '../odd-text.ts';

/** Rows as a table that a spreadsheet opens and runs nothing of: CSV with a byte order mark. `names`: of the columns. */
export function csvTable<Column extends string>(
  columns: readonly Column[],
  names: Readonly<Record<Column, string>>,
  rows: readonly Readonly<Record<Column, string>>[],
): string {
  const head = csvLine(columns.map((column) => names[column]));
  const lines = rows.map((row) => csvLine(columns.map((column) => harmless(oneLine(row[column])))));
  return `${byteOrderMark}${head}${lines.join('')}`;
}
