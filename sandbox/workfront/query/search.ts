import * as z from 'zod';

import { parseJson } from '../../shared/json.ts';
import { ApiError, notCovered, unknownField } from '../errors.ts';
import { named } from '../records/named.ts';
import type { Row } from '../records/schema.ts';
import { readFields, readPath, type Query } from './fields.ts';
import { comparable, readValue, upper } from './values.ts';

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

type Comparable = ReturnType<typeof comparable>;
type Operator = (value: Comparable, operands: readonly Comparable[]) => boolean;

type Criterion = {
  readonly field: string;
  readonly values: readonly string[];
  readonly operator: string;
};

/**
 * Names that Workfront never reads as a filter. Three of them are also fields, or look like it: taken as
 * credentials, they vanish from the filter, and a search by them alone finds everybody.
 * Source: AdobeDocs/workfront.en, wf-api/general/api-basics.md, on the filters parameter.
 */
const reserved = new Set('fields method filters apiKey sessionID username password jsonp'.split(' '));

const filterValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const filters = z.record(
  z.string(),
  z.union([filterValue.transform((value) => [value]), z.array(filterValue)]),
);

/** The same operator with both sides in capitals. */
const anyCase =
  (test: Operator): Operator =>
  (value, operands) =>
    test(upper(value), operands.map(upper));

const not =
  (test: Operator, ofNull = false): Operator =>
  (value, operands) =>
    value === null ? ofNull : !test(value, operands);

const oneOf: Operator = (value, operands) => operands.includes(value);
const contains: Operator = (value, operands) =>
  typeof value === 'string' && operands.some((operand) => value.includes(String(operand)));

/**
 * The operators that the bot uses, and their neighbours that a client could confuse with them.
 * Source of the names: the operator constants of Workfront's own JavaScript client.
 */
const operators: Readonly<Record<string, Operator>> = {
  eq: oneOf,
  in: oneOf,
  ne: not(oneOf, true),
  nee: not(oneOf),
  notin: not(oneOf),
  cieq: anyCase(oneOf),
  ciin: anyCase(oneOf),
  contains,
  cicontains: anyCase(contains),
  isnull: (value) => value === null,
  notnull: (value) => value !== null,
  isblank: (value) => value === null || value === '',
  notblank: (value) => value !== null && value !== '',
};

/** Operators which a path that leads to several values satisfies only when all of them do. */
const negative = new Set(['ne', 'nee', 'notin']);

/** Which rows a request's filters let through. Throws an ApiError for unknown fields and operators. */
export function readCriteria(query: Query, params: URLSearchParams): (row: Row) => boolean {
  const criteria = [...readParams(params), ...readFilters(params, query)];
  const tests = criteria.flatMap((criterion) => criterionTest(query, criterion) ?? []);
  return (row) => tests.every((test) => test(row));
}

/** `OR:1:field`, `field_Range` and their like are not covered: the bot asks for each thing alone. */
function readParams(params: URLSearchParams): Criterion[] {
  const names = [...params.keys()].filter((name) => !/^\$\$|_Sort$/.test(name));
  const odd = names.find((name) => /^(OR|AND|EXISTS|NOTEXISTS):|_Range$/.test(name));
  if (odd !== undefined) throw notCovered(`filters such as ${odd}`);
  return [...new Set(names.map((name) => name.replace(/_Mod$/, '')))]
    .filter((field) => !reserved.has(field))
    .map((field) => ({
      field,
      values: params.getAll(field),
      operator: params.get(`${field}_Mod`) ?? 'eq',
    }));
}

/** Workfront documents plain names in `filters`; whether it knows `_Mod` there is not told, so it is refused. */
function readFilters(params: URLSearchParams, { schema, version }: Query): Criterion[] {
  return params.getAll('filters').flatMap((source) => {
    const parsed = filters.safeParse(parseJson(source));
    if (!parsed.success) throw new ApiError(422, 'Invalid Parameter: filters');
    return Object.entries(parsed.data).map(([field, values]) => {
      if (/_(Mod|Range|Sort)$/.test(field)) throw unknownField(version, field, schema.name);
      return { field, values, operator: 'eq' };
    });
  });
}

/** A comma list means several values for IDs and one odd value for other text. */
function readOperands({ field, operator, values }: Criterion): string[] {
  const isList = /(^|:|[a-z])ID$/.test(field) && operator.endsWith('in');
  const list = isList ? values.flatMap((value) => value.split(',')) : values;
  return list.map((value) => (value === '$$USER.ID' ? named.apiUser : value));
}

/**
 * The test of `field=values` and `field_Mod=operator`; undefined for an operator that lacks its values. Operands that
 * are no value of the field's type match nothing, as Workfront has it.
 */
function criterionTest(query: Query, criterion: Criterion): ((row: Row) => boolean) | undefined {
  const { field, operator, values } = criterion;
  const { type, dynamic, valuesOf } = readPath(query, field);
  if (dynamic) throw new ApiError(422, `Field ${field} cannot be used in a filter`);
  if (values.length === 0 && !/^(is|not)(null|blank)$/.test(operator)) return undefined;
  const test = operators[operator];
  if (test === undefined) throw notCovered(`the operator ${operator}`);
  const operands = readOperands(criterion)
    .flatMap((text) => readValue(type, text) ?? [])
    .map(comparable);
  return (row) => {
    const results = valuesOf(row).map((value) => test(comparable(value), operands));
    return negative.has(operator) ? !results.includes(false) : results.includes(true);
  };
}
