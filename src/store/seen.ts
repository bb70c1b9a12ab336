import { sql } from 'kysely';

import type { Database } from './database.ts';

/**
 * Notes a key until that time. False: it is noted already, by this or another process. What is past by `now`
 * is forgotten on the way, so the table holds one day of clicks.
 */
export async function firstSeen(db: Database, key: string, until: Date, now: Date): Promise<boolean> {
  const { rows } = await sql`
    with past as (delete from seen where kept_until < ${now})
    insert into seen (key, kept_until) values (${key}, ${until}) on conflict (key) do nothing
    returning key`.execute(db);
  return rows.length > 0;
}
