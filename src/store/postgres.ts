import { Kysely, PostgresDialect } from 'kysely';
import { Client, Pool, types, type CustomTypesConfig } from 'pg';
import { PgBoss, CLOCK_OVERRIDE_SETTING, type Clock } from 'pg-boss';

import { bossOptions, type Database, type Engine, type StoreLog, type Tables } from './database.ts';
import { orUnavailable, readOutage } from './outage.ts';

/** The advisory lock around schema changes; any number that nobody else uses. */
const migrationLock = 7_305_811;

/** Types that pg turns into objects of its own, left as text; the embedded engine does the same. */
const textTypes: ReadonlySet<number> = new Set([1082, 1186]);
const typeParsers: CustomTypesConfig = {
  getTypeParser: (oid, format) => (textTypes.has(oid) ? String : types.getTypeParser(oid, format)),
};

/** A PostgreSQL server. Nothing is sent before the first query. */
export function openPostgres(options: {
  readonly databaseUrl: string;
  readonly log: StoreLog;
  readonly clock?: Clock | undefined;
}): Engine {
  const { databaseUrl, log, clock } = options;
  const boss = new PgBoss({
    connectionString: databaseUrl,
    max: 3,
    ...bossOptions(clock),
    // Several processes look after each other here, so that one that died is noticed soon.
    superviseIntervalSeconds: 2,
    monitorIntervalSeconds: 2,
  });
  const pool = createPool(databaseUrl, log, clock);
  const db: Database = new Kysely<Tables>({ dialect: createDialect(pool) });
  return {
    db,
    boss,
    exclusively: (work) => holdingLock(databaseUrl, log, work),
    letTimersRun: async () => {},
    // A server refuses the write itself.
    refuseFullDisk: async () => {},
    close: () => db.destroy(),
  };
}

/** A database that is away is told as that, whichever statement finds out. */
function createDialect(pool: Pool): PostgresDialect {
  return new PostgresDialect({
    pool: {
      options: pool.options,
      connect: () => orUnavailable(() => pool.connect()),
      end: () => pool.end(),
    },
    onCreateConnection: async (connection) => {
      const execute = connection.executeQuery.bind(connection);
      connection.executeQuery = (query, options) => orUnavailable(() => execute(query, options));
    },
  });
}

function createPool(databaseUrl: string, log: StoreLog, clock: Clock | undefined): Pool {
  const pool = new Pool({
    connectionString: databaseUrl,
    max: 10,
    connectionTimeoutMillis: 10_000,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 60_000,
    keepAlive: true,
    application_name: 'workfront-deactivate-bot',
    types: typeParsers,
    ...(clock && 'attach' in clock && { options: `-c ${CLOCK_OVERRIDE_SETTING}=on` }),
  });
  // A connection that breaks without a listener would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => {
    client.on('error', (error) => log.warn({ err: readOutage(error) }, 'database connection lost'));
  });
  return pool;
}

/** On a connection of its own: waiting for the lock must not run into the pool's time-outs. */
async function holdingLock<T>(databaseUrl: string, log: StoreLog, work: () => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  client.on('error', (error) => log.warn({ err: readOutage(error) }, 'database connection lost'));
  await orUnavailable(() => client.connect());
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    return await work();
  } finally {
    // Ends the session, and the lock with it.
    await client.end();
  }
}
