import type { Link, Row, TableSchema } from './schema.ts';
import { tables } from './tables.ts';

/** All tables with their rows, as the API reads them. */
export type Database = ReturnType<typeof createDatabase>;

/** Makes the database without what is unknown: the given users, and empty tables for all the rest. */
export function createDatabase(
  users: ReadonlyMap<string, Row>,
  unknownObjects: readonly string[],
  unknownFields: readonly string[],
) {
  const schemas = new Map<string, TableSchema>();
  for (const schema of tables.filter(({ objCode }) => !unknownObjects.includes(objCode))) {
    const isKnown = (field: string) => !unknownFields.includes(`${schema.objCode}.${field}`);
    const fields = new Map([...schema.fields].filter(([field]) => isKnown(field)));
    for (const alias of schema.aliases) schemas.set(alias, { ...schema, fields });
  }
  const stored = new Map(tables.map(({ objCode }) => [objCode, new Map<string, Row>()]));
  const tableOf = (objCode: string): ReadonlyMap<string, Row> =>
    objCode === 'USER' ? users : (stored.get(objCode) ?? new Map<string, Row>());
  return {
    /** By object code or name, without case. */
    schema: (name: string | null): TableSchema | undefined => schemas.get(String(name).toLowerCase()),
    /** In storage order. */
    rows: (objCode: string): readonly Row[] => [...tableOf(objCode).values()],
    find: (objCode: string, id: string): Row | undefined => tableOf(objCode).get(id),
    /** Stores a row of any table but the users', whose keeper is the directory. */
    put: (objCode: string, row: Row): void => void stored.get(objCode)?.set(row.ID, row),
    remove: (objCode: string, id: string): void => void stored.get(objCode)?.delete(id),
    /** The rows at the other end of the link of that name; empty when it leads nowhere. */
    follow(row: Row, name: string, { to, from }: Link): readonly Row[] {
      if (to === null) return [];
      const rows = tableOf(to);
      if (from !== undefined) return [...rows.values()].filter((other) => other[from] === row.ID);
      const ids = [row[`${name}ID`] ?? row[name] ?? []].flat();
      return ids.flatMap((id) => rows.get(String(id)) ?? []);
    },
  };
}
