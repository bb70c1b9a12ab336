import { sql } from 'kysely';
import { z } from 'zod';

import type { Database } from './database.ts';

const row = z.object({ takes_writes: z.boolean(), may_write: z.boolean(), may_make: z.boolean() });

/** Whether a database takes what the bot writes: `reads` alone, `no_tables`, or all. Changes nothing. */
export async function readRights(db: Database): Promise<'all' | 'reads' | 'no_tables'> {
  const { rows } = await sql`
    select current_setting('transaction_read_only') = 'off' as takes_writes,
      case when to_regclass('audit') is null
        then coalesce(has_schema_privilege(current_schema(), 'create'), false)
          and has_database_privilege(current_database(), 'create')
        else true end as may_make,
      case when to_regclass('audit') is null then true
        else has_table_privilege(to_regclass('audit'), 'insert') end as may_write`.execute(db);
  const { takes_writes: takesWrites, may_write: mayWrite, may_make: mayMake } = row.parse(rows[0]);
  if (!takesWrites || !mayWrite) return 'reads';
  return mayMake ? 'all' : 'no_tables';
}
