import { unknownField } from '../errors.ts';
import type { Database } from '../records/database.ts';
import type { FieldType, Link, Row, TableSchema, Value } from '../records/schema.ts';

/** A field of an object, or of an object that it leads to: `emailAddr`, `manager:name`. */
export type Path = {
  readonly links: readonly Link[];
  readonly field: string;
  readonly type: FieldType;
  /** Worked out when read, so neither filtered nor sorted on. */
  readonly dynamic: boolean;
};

/** Whether the version's model of the object has this field or link. */
export function isKnown(schema: TableSchema, name: string, version: string): boolean {
  return (
    (schema.since.get(name) ?? 0) <= Number(version) &&
    Number(version) < (schema.until.get(name) ?? Infinity) &&
    (schema.fields.has(name) || schema.links.has(name))
  );
}

/** Reads a filter's or a sort's field name. Throws an ApiError when the version has no such field. */
export function readPath(database: Database, schema: TableSchema, text: string, version: string): Path {
  const names = text.split(':');
  const field = names.pop() ?? '';
  const links: Link[] = [];
  let at = schema;
  for (const name of names) {
    const link = at.links.get(name);
    if (link === undefined || !isKnown(at, name, version)) throw unknownField(version, name, at.name);
    links.push(link);
    const next = link.to === null ? undefined : database.schema(link.to);
    if (next === undefined) return { links, field, type: 'string', dynamic: false };
    at = next;
  }
  const type = at.fields.get(field);
  if (type === undefined || !isKnown(at, field, version)) throw unknownField(version, field, at.name);
  return { links, field, type, dynamic: at.dynamic.has(field) };
}

/** The values at a path's end: one for a plain field, any number through links, one null for none. */
export function valuesAt(database: Database, row: Row, path: Path): readonly Value[] {
  if (path.links.length === 0) return [row[path.field] ?? null];
  let rows: readonly Row[] = [row];
  for (const link of path.links) rows = rows.flatMap((from) => database.follow(from, link));
  return rows.length === 0 ? [null] : rows.map((found) => found[path.field] ?? null);
}
