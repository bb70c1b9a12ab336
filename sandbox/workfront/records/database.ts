import type { Link, Row, TableSchema } from './schema.ts';
import { tables } from './tables.ts';

/** All tables with their rows, as the API reads them. */
export type Database = ReturnType<typeof createDatabase>;

/** What an older version, or a smaller package, does not have. */
type Unknown = {
  /** Object codes. */
  readonly objects: readonly string[];
  /** Such as `RRUL.defaultAssignedToID`. */
  readonly fields: readonly string[];
};

/** Makes the database: the given users, and empty tables for all the rest. */
export function createDatabase(users: ReadonlyMap<string, Row>, unknown: Unknown) {
  const known = tables.filter(({ objCode }) => !unknown.objects.includes(objCode));
  const byName = new Map(
    known.flatMap((schema) => schema.aliases.map((alias) => [alias, without(unknown, schema)])),
  );
  const stored = new Map(tables.map((schema) => [schema.objCode, new Map<string, Row>()]));
  const tableOf = (objCode: string): ReadonlyMap<string, Row> =>
    objCode === 'USER' ? users : (stored.get(objCode) ?? new Map<string, Row>());
  return {
    /** By object code or name, without case. */
    schema: (name: string): TableSchema | undefined => byName.get(name.toLowerCase()),
    /** In storage order. */
    rows: (objCode: string): Iterable<Row> => tableOf(objCode).values(),
    find: (objCode: string, id: string): Row | undefined => tableOf(objCode).get(id),
    /** Stores a row of any table but the users', whose keeper is the directory. */
    put: (objCode: string, row: Row): void => void stored.get(objCode)?.set(row.ID, row),
    remove: (objCode: string, id: string): void => void stored.get(objCode)?.delete(id),
    /** The rows at the other end of a link; empty when it leads nowhere. */
    follow(row: Row, link: Link): readonly Row[] {
      if (link.to === null) return [];
      const rows = tableOf(link.to);
      if ('from' in link) return [...rows.values()].filter((other) => other[link.from] === row.ID);
      return linkedIds(row, link.by).flatMap((id) => rows.get(id) ?? []);
    },
  };
}

function linkedIds(row: Row, field: string): readonly string[] {
  const value = row[field];
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value : [];
}

function without({ fields }: Unknown, schema: TableSchema): TableSchema {
  const kept = [...schema.fields].filter(([field]) => !fields.includes(`${schema.objCode}.${field}`));
  return { ...schema, fields: new Map(kept) };
}
