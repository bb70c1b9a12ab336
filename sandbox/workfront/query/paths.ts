import { unknownField } from '../errors.ts';
import type { Database } from '../records/database.ts';
import type { Link, Row, TableSchema, Value } from '../records/schema.ts';

/** What is asked about: a table, as a version of the API such as `22.0` knows it. */
export type Query = {
  readonly database: Database;
  readonly schema: TableSchema;
  readonly version: string;
};

/** Whether the version's model of the object has this field or link. */
export function isKnown(schema: TableSchema, name: string, version: string): boolean {
  return (
    (schema.since.get(name) ?? 0) <= Number(version) &&
    Number(version) < (schema.until.get(name) ?? Infinity) &&
    (schema.fields.has(name) || schema.links.has(name))
  );
}

/**
 * Reads a filter's or a sort's field name: a field of an object, or of an object that it leads to, such as `emailAddr`
 * and `manager:name`. Throws an ApiError when the version has no such field.
 */
export function readPath({ database, schema, version }: Query, text: string) {
  const names = text.split(':');
  const field = names.pop() ?? '';
  const links: Link[] = [];
  let at = schema;
  for (const name of names) {
    const link = at.links.get(name);
    if (link === undefined || !isKnown(at, name, version)) throw unknownField(version, name, at.name);
    links.push(link);
    const next = link.to === null ? undefined : database.schema(link.to);
    if (next === undefined) return { type: 'string' as const, dynamic: false, valuesOf };
    at = next;
  }
  const type = at.fields.get(field);
  if (type === undefined || !isKnown(at, field, version)) throw unknownField(version, field, at.name);
  /** `dynamic`: worked out when read, so neither filtered nor sorted on. */
  return { type, dynamic: at.dynamic.has(field), valuesOf };

  /** The values at its end: one for a plain field, any number through links, one null for none. */
  function valuesOf(row: Row): readonly Value[] {
    if (links.length === 0) return [row[field] ?? null];
    let rows: readonly Row[] = [row];
    for (const link of links) rows = rows.flatMap((from) => database.follow(from, link));
    return rows.length === 0 ? [null] : rows.map((found) => found[field] ?? null);
  }
}
