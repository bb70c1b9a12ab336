import { z } from 'zod';

import { ApiError, notCovered, unknownField } from '../api/errors.ts';
import type { Database } from '../records/database.ts';
import type { Row, TableSchema } from '../records/schema.ts';
import { takesValue, valueTest } from './operators.ts';
import { readPath, valuesAt } from './paths.ts';

/** Parameters by name, in order; a repeated one has several values. */
export type Params = ReadonlyMap<string, readonly string[]>;

export type QueryContext = {
  readonly database: Database;
  readonly schema: TableSchema;
  /** Such as `22.0`. */
  readonly version: string;
  readonly callerId: string;
};

type RowTest = (row: Row) => boolean;
type Criterion = { values: readonly string[]; operator?: string; range?: string };
type Group = Map<string, Criterion>;

/**
 * Names that Workfront never reads as a filter. Three of them are also fields, or look like it: taken as
 * credentials, they vanish from the filter, and a search by them alone finds everybody.
 * Source: AdobeDocs/workfront.en, wf-api/general/api-basics.md, on the filters parameter.
 */
const reserved = new Set([
  'fields',
  'method',
  'filters',
  'apiKey',
  'sessionID',
  'username',
  'password',
  'jsonp',
]);

function entry(groups: Map<string, Group>, group: string, field: string): Criterion {
  const criteria = groups.get(group) ?? new Map<string, Criterion>();
  groups.set(group, criteria);
  const criterion = criteria.get(field) ?? { values: [] };
  criteria.set(field, criterion);
  return criterion;
}

function readParams(params: Params): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const [name, values] of params) {
    if (reserved.has(name) || name.startsWith('$$') || name.endsWith('_Sort')) continue;
    const [, group = '', rest = name] = /^OR:([^:]+):(.+)$/.exec(name) ?? [];
    if (/^(AND|EXISTS|NOTEXISTS):/.test(rest)) throw notCovered(`filters such as ${name}`);
    const field = rest.replace(/_(Mod|Range)$/, '');
    if (group === '' && reserved.has(field)) continue;
    const criterion = entry(groups, group, field);
    if (rest.endsWith('_Mod')) criterion.operator = values[0] ?? 'eq';
    else if (rest.endsWith('_Range')) criterion.range = values[0] ?? '';
    else criterion.values = values;
  }
  return groups;
}

const filterValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const filters = z.record(
  z.string(),
  z.union([filterValue.transform((value) => [value]), z.array(filterValue)]),
);

/** Workfront documents plain names in `filters`; whether it knows `_Mod` there is not told, so it is refused. */
function addFilters(groups: Map<string, Group>, params: Params, { schema, version }: QueryContext): void {
  for (const source of params.get('filters') ?? []) {
    const parsed = filters.safeParse(parseJson(source));
    if (!parsed.success) throw new ApiError(422, 'Invalid Parameter: filters');
    for (const [field, values] of Object.entries(parsed.data)) {
      if (/_(Mod|Range|Sort)$/.test(field)) throw unknownField(version, field, schema.name);
      entry(groups, '', field).values = values;
    }
  }
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}

/** A comma list means several values for IDs and one odd value for other text. */
function readOperands(
  context: QueryContext,
  field: string,
  operator: string,
  values: readonly string[],
): string[] {
  const isId = /(^|:|[a-z])ID$/.test(field);
  const split = isId && operator.endsWith('in');
  const list = split ? values.flatMap((value) => value.split(',')) : values;
  return list.map((value) => (value === '$$USER.ID' ? context.callerId : value));
}

function criterionTest(context: QueryContext, field: string, criterion: Criterion): RowTest | undefined {
  const { database, schema, version } = context;
  const operator = criterion.operator ?? 'eq';
  const path = readPath(database, schema, field, version);
  if (path.dynamic) throw new ApiError(422, `Field ${field} cannot be used in a filter`);
  if (criterion.values.length === 0 && takesValue(operator)) return undefined;
  const test = valueTest(
    operator,
    path.type,
    readOperands(context, field, operator, criterion.values),
    criterion.range,
  );
  return (row) => test(valuesAt(database, row, path));
}

function groupTest(context: QueryContext, group: Group): RowTest {
  const tests = [...group].flatMap(([field, criterion]) => criterionTest(context, field, criterion) ?? []);
  return (row) => tests.every((test) => test(row));
}

/**
 * Which rows a request's filters let through. Filters outside `OR:n:` are one branch among the OR branches:
 * they do not hold inside the others. Throws an ApiError for unknown fields and operators.
 * Source: AdobeDocs/workfront.en, wf-api/general/api-basics.md, on OR statements.
 */
export function readCriteria(context: QueryContext, params: Params): RowTest {
  const groups = readParams(params);
  addFilters(groups, params, context);
  const branches = [...groups.values()].map((group) => groupTest(context, group));
  return branches.length === 0 ? () => true : (row) => branches.some((test) => test(row));
}
