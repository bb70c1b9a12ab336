import { ApiError, notCovered, unknownField } from '../errors.ts';
import type { Database } from '../records/database.ts';
import type { FieldType, Link, Row, TableSchema, Value } from '../records/schema.ts';
import { writeDate } from './values.ts';

/** What is asked about: a table, as a version of the API such as `22.0` knows it. */
export type Query = {
  readonly database: Database;
  readonly schema: TableSchema;
  readonly version: string;
};

/** The fields asked for, as a tree: a leaf is a field, a branch an object that a link leads to. */
type Selection = Map<string, Selection>;

/** Four levels of fields are the most that Workfront reads in one request. */
const deepest = 4;

/** Whether the version's model of the object has this field or link of it. */
function isKnown(schema: TableSchema, name: string, version: string): boolean {
  const [since = 0, until = Infinity] = schema.versions[name] ?? [];
  return since <= Number(version) && Number(version) < until;
}

/** The field or the link of that name. Throws the ApiError of one that the version does not have. */
function lookUp<T>(members: ReadonlyMap<string, T>, name: string, schema: TableSchema, version: string): T {
  const member = members.get(name);
  if (member !== undefined && isKnown(schema, name, version)) return member;
  throw unknownField(version, name, schema.name);
}

/** The type of a field that can be written. Throws the ApiError of any other. */
export function typeOf({ schema, version }: Query, field: string): FieldType {
  const type = lookUp(schema.fields, field, schema, version);
  if (schema.searchOnly.has(field)) throw unknownField(version, field, schema.name);
  if (schema.readOnly.has(field)) throw new ApiError(422, `Field ${field} is read-only (${schema.name})`);
  return type;
}

/**
 * Reads a filter's or a sort's field name: a field of an object, or of an object that it leads to, such as `emailAddr`
 * and `manager:name`. Throws an ApiError when the version has no such field.
 */
export function readPath({ database, schema, version }: Query, text: string) {
  const steps = text.split(':');
  const field = steps.pop() ?? '';
  const links: [string, Link][] = [];
  let at = schema;
  for (const name of steps) {
    const link = lookUp(at.links, name, at, version);
    links.push([name, link]);
    const next = database.schema(link.to);
    if (next === undefined) return { type: 'string' as const, dynamic: false, valuesOf };
    at = next;
  }
  const type = lookUp(at.fields, field, at, version);
  /** `dynamic`: worked out when read, so neither filtered nor sorted on. */
  return { type, dynamic: at.dynamic.has(field), valuesOf };

  /** The values at its end: one for a plain field, any number through links, one null for none. */
  function valuesOf(row: Row): readonly Value[] {
    let rows: readonly Row[] = [row];
    for (const link of links) rows = rows.flatMap((from) => database.follow(from, ...link));
    return rows.length === 0 ? [null] : rows.map((found) => found[field] ?? null);
  }
}

/**
 * Reads the `fields` parameter (comma lists or JSON arrays) and gives the function that writes a row.
 * ID, name and objCode are always there. Throws an ApiError for a field that the version does not have.
 */
export function readFields({ database, schema: top, version }: Query, params: URLSearchParams) {
  const wanted: Selection = new Map();
  for (const name of params.getAll('fields').flatMap(readNames)) {
    const steps = name.split(':');
    if (steps.length > deepest) throw new ApiError(422, `Field ${name} is more than ${deepest} levels deep`);
    addPath(top, wanted, steps);
  }
  return (row: Row) => render(top, wanted, row);

  function addPath(schema: TableSchema, tree: Selection, [step = '', ...rest]: readonly string[]): void {
    if (step === '*') {
      for (const field of schema.fields.keys())
        if (isKnown(schema, field, version) && !schema.searchOnly.has(field)) tree.set(field, new Map());
      return;
    }
    const link = schema.links.get(step);
    lookUp<unknown>(link || rest.length > 0 ? schema.links : schema.fields, step, schema, version);
    if (schema.searchOnly.has(step)) throw unknownField(version, step, schema.name);
    const branch = tree.get(step) ?? new Map<string, Selection>();
    tree.set(step, branch);
    const next = link && database.schema(link.to);
    if (rest.length > 0 && next) addPath(next, branch, rest);
  }

  function render(schema: TableSchema, tree: Selection, row: Row): Record<string, unknown> {
    const name = schema.fields.has('name') && { name: wire(row['name'] ?? null) };
    const out: Record<string, unknown> = { ID: row.ID, ...name, objCode: schema.objCode };
    for (const [field, branch] of tree) {
      const link = schema.links.get(field);
      if (link === undefined) {
        const value = row[schema.alias[field] ?? field] ?? null;
        if (value !== null || !schema.absentWhenNull.has(field)) out[field] = wire(value);
        continue;
      }
      const target = database.schema(link.to);
      const found = database.follow(row, field, link).map((linked) => {
        if (target === undefined) throw notCovered(`the objects behind ${field}`);
        return render(target, branch, linked);
      });
      const many = link.from !== undefined || Array.isArray(row[field]);
      out[field] = many ? found : (found[0] ?? null);
    }
    return out;
  }
}

function wire(value: Value): unknown {
  return value instanceof Date ? writeDate(value) : value;
}

function readNames(text: string): string[] {
  const list: unknown = text.trim().startsWith('[') ? JSON.parse(text) : text.split(',');
  const names = Array.isArray(list) ? list.map((name) => String(name).trim()) : [];
  return names.filter((name) => name !== '');
}
