import { ApiError } from '../errors.ts';
import type { Row } from '../records/schema.ts';
import { readCriteria } from './criteria.ts';
import { readFields, readPath, type Query } from './fields.ts';
import { comparable, upper } from './values.ts';

const defaultLimit = 100;
const greatestLimit = 2000;

type Sort = { readonly key: (row: Row) => string | number; readonly sign: number };

/**
 * The rows of one page, written. Without a `_Sort` they come in storage order, where a row that changes goes
 * to the end: pages read one after the other may then overlap or leave somebody out.
 */
export function search(
  query: Query,
  params: URLSearchParams,
  rows: readonly Row[],
): Record<string, unknown>[] {
  const [first, limit] = [readCount(params, '$$FIRST', 0), readCount(params, '$$LIMIT', defaultLimit)];
  if (limit > greatestLimit) {
    throw new ApiError(
      422,
      `The requested limit ${limit} is greater than the maximum allowed limit of ${greatestLimit}`,
      { class: 'java.lang.IllegalArgumentException' },
    );
  }
  const render = readFields(query, params);
  const found: readonly Row[] = rows.filter(readCriteria(query, params));
  return readSorts(query, params)
    .reduceRight(sortedBy, found)
    .slice(first, first + limit)
    .map(render);
}

function readCount(params: URLSearchParams, name: string, fallback: number): number {
  const text = params.get(name) ?? String(fallback);
  if (!/^\d+$/.test(text)) throw new ApiError(422, `Invalid Parameter: ${name} value "${text}"`);
  return Number(text);
}

function readSorts(query: Query, params: URLSearchParams): Sort[] {
  return [...params].flatMap(([name, order]): Sort[] => {
    if (!name.endsWith('_Sort')) return [];
    const path = readPath(query, name.slice(0, -'_Sort'.length));
    const [, anyCase, direction] = /^(ci)?(asc|desc)$/.exec(order) ?? [];
    if (path.dynamic || direction === undefined) throw new ApiError(422, `Invalid Parameter: ${name}`);
    const key = (row: Row): string | number => {
      const value = comparable(path.valuesOf(row)[0] ?? null) ?? '';
      if (typeof value === 'boolean') return Number(value);
      return anyCase === undefined ? value : upper(value);
    };
    return [{ key, sign: direction === 'asc' ? 1 : -1 }];
  });
}

/** Works every row's key out once, because a directory is large and a comparison is made often. */
function sortedBy(rows: readonly Row[], { key, sign }: Sort): readonly Row[] {
  return rows
    .map((row) => ({ row, at: key(row) }))
    .toSorted((one, other) => sign * (Number(one.at > other.at) - Number(one.at < other.at)))
    .map(({ row }) => row);
}
