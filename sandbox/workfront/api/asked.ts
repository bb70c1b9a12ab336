import { notFound } from '../errors.ts';
import type { Query } from '../query/fields.ts';
import { named } from '../records/named.ts';
import type { Row } from '../records/schema.ts';
import type { Tenant } from '../tenant.ts';
import type { Call } from './call.ts';

/** What becomes of a write: ignored, it is answered with the state before it, pretended, with the one it asked for. */
export type WriteMode = 'apply' | 'ignoreWrite' | 'pretendWrite';

/** A request about the objects of one table, with all that answering it needs. */
export type Asked = Tenant & Query & { readonly call: Call; readonly mode: WriteMode };

/** The rows of the table that the caller sees: without the rights for more, the caller alone. */
export function visibleRows({ objects, rights, schema }: Asked): readonly Row[] {
  const rows = objects.rows(schema.objCode);
  return rights.seesOthers ? rows : rows.filter(({ ID }) => ID === named.apiUser);
}

/** One of them. Throws the ApiError of an ID that no object has, or none that the caller may see. */
export function visibleRow({ objects, rights, schema }: Asked, id: string): Row {
  const row = objects.find(schema.objCode, id);
  if (row === undefined || (!rights.seesOthers && id !== named.apiUser)) throw notFound(schema.name, id);
  return row;
}
