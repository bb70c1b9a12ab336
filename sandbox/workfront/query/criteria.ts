import * as z from 'zod';

import { parseJson } from '../../shared/json.ts';
import { ApiError, notCovered, unknownField } from '../errors.ts';
import { named } from '../records/named.ts';
import type { Row } from '../records/schema.ts';
import { takesValue, valueTest } from './operators.ts';
import { readPath, type Query } from './paths.ts';

/** Parameters by name, in order; a repeated one has several values. */
export type Params = ReadonlyMap<string, readonly string[]>;

type RowTest = (row: Row) => boolean;
type Criterion = { values: readonly string[]; operator?: string };

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

/** Which rows a request's filters let through. Throws an ApiError for unknown fields and operators. */
export function readCriteria(query: Query, params: Params): RowTest {
  const criteria = [...readParams(params), ...readFilters(params, query)];
  const tests = criteria.flatMap(([field, criterion]) => criterionTest(query, field, criterion) ?? []);
  return (row) => tests.every((test) => test(row));
}

/** `OR:1:field`, `field_Range` and their like are not covered: the bot asks for each thing alone. */
function readParams(params: Params): Map<string, Criterion> {
  const criteria = new Map<string, Criterion>();
  for (const [name, values] of params) {
    if (reserved.has(name) || name.startsWith('$$') || name.endsWith('_Sort')) continue;
    if (/^(OR|AND|EXISTS|NOTEXISTS):|_Range$/.test(name)) throw notCovered(`filters such as ${name}`);
    const field = name.replace(/_Mod$/, '');
    if (reserved.has(field)) continue;
    const criterion = criteria.get(field) ?? { values: [] };
    criteria.set(field, criterion);
    if (name.endsWith('_Mod')) criterion.operator = values[0] ?? 'eq';
    else criterion.values = values;
  }
  return criteria;
}

/** Workfront documents plain names in `filters`; whether it knows `_Mod` there is not told, so it is refused. */
function readFilters(params: Params, { schema, version }: Query): [string, Criterion][] {
  return (params.get('filters') ?? []).flatMap((source) => {
    const parsed = filters.safeParse(parseJson(source));
    if (!parsed.success) throw new ApiError(422, 'Invalid Parameter: filters');
    return Object.entries(parsed.data).map(([field, values]): [string, Criterion] => {
      if (/_(Mod|Range|Sort)$/.test(field)) throw unknownField(version, field, schema.name);
      return [field, { values }];
    });
  });
}

/** A comma list means several values for IDs and one odd value for other text. */
function readOperands(field: string, operator: string, values: readonly string[]): string[] {
  const isId = /(^|:|[a-z])ID$/.test(field);
  const split = isId && operator.endsWith('in');
  const list = split ? values.flatMap((value) => value.split(',')) : values;
  return list.map((value) => (value === '$$USER.ID' ? named.apiUser : value));
}

function criterionTest(
  query: Query,
  field: string,
  { values, operator = 'eq' }: Criterion,
): RowTest | undefined {
  const { type, dynamic, valuesOf } = readPath(query, field);
  if (dynamic) throw new ApiError(422, `Field ${field} cannot be used in a filter`);
  if (values.length === 0 && takesValue(operator)) return undefined;
  const test = valueTest(operator, type, readOperands(field, operator, values));
  return (row) => test(valuesOf(row));
}
