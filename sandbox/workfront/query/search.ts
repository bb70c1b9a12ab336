import { ApiError } from '../errors.ts';
import type { Row, Value } from '../records/schema.ts';
import { readCriteria, type Params } from './criteria.ts';
import { readPath, type Query } from './paths.ts';
import { readFields } from './select.ts';

const defaultLimit = 100;
const greatestLimit = 2000;

type Sort = { readonly key: (row: Row) => string | number; readonly sign: number };

/**
 * The rows of one page, written. Without a `_Sort` they come in storage order, where a row that changes goes
 * to the end: pages read one after the other may then overlap or leave somebody out.
 */
export function search(query: Query, params: Params, rows: Iterable<Row>): Record<string, unknown>[] {
  const [first, limit] = [readCount(params, '$$FIRST', 0), readLimit(params)];
  const render = readFields(query, params.get('fields'));
  const test = readCriteria(query, params);
  const sorts = readSorts(query, params);
  const found: Row[] = [];
  for (const row of rows) {
    if (sorts.length === 0 && found.length >= first + limit) break;
    if (test(row)) found.push(row);
  }
  return sorted(found, sorts)
    .slice(first, first + limit)
    .map(render);
}

function readCount(params: Params, name: string, fallback: number): number {
  const text = params.get(name)?.[0];
  if (text === undefined) return fallback;
  if (!/^\d+$/.test(text)) throw new ApiError(422, `Invalid Parameter: ${name} value "${text}"`);
  return Number(text);
}

function readLimit(params: Params): number {
  const limit = readCount(params, '$$LIMIT', defaultLimit);
  if (limit <= greatestLimit) return limit;
  throw new ApiError(
    422,
    `The requested limit ${limit} is greater than the maximum allowed limit of ${greatestLimit}`,
    { class: 'java.lang.IllegalArgumentException' },
  );
}

function sortKey(value: Value, anyCase: boolean): string | number {
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  const text = typeof value === 'string' ? value : '';
  return anyCase ? text.toUpperCase() : text;
}

function readSorts(query: Query, params: Params): Sort[] {
  return [...params].flatMap(([name, values]): Sort[] => {
    if (!name.endsWith('_Sort')) return [];
    const path = readPath(query, name.slice(0, -'_Sort'.length));
    const [, anyCase, direction] = /^(ci)?(asc|desc)$/.exec(values[0] ?? '') ?? [];
    if (path.dynamic || direction === undefined) throw new ApiError(422, `Invalid Parameter: ${name}`);
    const value = (row: Row): Value => path.valuesOf(row)[0] ?? null;
    return [{ key: (row) => sortKey(value(row), anyCase !== undefined), sign: direction === 'asc' ? 1 : -1 }];
  });
}

/** Works every row's keys out once, because a directory is large and a comparison is made often. */
function sorted(rows: readonly Row[], sorts: readonly Sort[]): Row[] {
  const keyed = rows.map((row) => ({ row, keys: sorts.map(({ key }) => key(row)) }));
  keyed.sort((left, right) => {
    for (const [index, { sign }] of sorts.entries()) {
      const result = compare(left.keys[index] ?? '', right.keys[index] ?? '');
      if (result !== 0) return sign * result;
    }
    return 0;
  });
  return keyed.map(({ row }) => row);
}

function compare(left: string | number, right: string | number): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** How many rows pass the filters. */
export function count(query: Query, params: Params, rows: Iterable<Row>): number {
  const test = readCriteria(query, params);
  let total = 0;
  for (const row of rows) if (test(row)) total += 1;
  return total;
}
