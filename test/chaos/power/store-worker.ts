/**
 * `store-worker.ts work <dir>`: writes to the store until it is killed, and names on its output what the
 * store acknowledged. `store-worker.ts check <dir>`: opens the store and prints what is in it.
 */
import { writeSync } from 'node:fs';

import { sql } from 'kysely';
import { z } from 'zod';

import { openStore, type OpenStore, type StoreTarget } from '../../../src/store/open.ts';
import { aRequest, anEntry, stored } from '../../store/builders.ts';
import { createTestLog } from '../../support/store.ts';
import { readFacts } from '../checks/facts.ts';

/** What `work` prints for every transaction, one JSON line each. */
export const acknowledged = z.object({ requestId: z.string(), row: z.number(), hash: z.string() });

/** What `check` prints. */
export const found = z.object({
  requests: z.array(z.string()),
  /** Requests whose job is there, done or not. */
  jobs: z.array(z.string()),
  /** The hash of row 1, 2, 3 … */
  hashes: z.array(z.string()),
  chainFault: z.string().nullable(),
});

function say(value: object): void {
  writeSync(1, `${JSON.stringify(value)}\n`);
}

async function write({ store }: OpenStore): Promise<never> {
  for (;;) {
    const request = aRequest();
    const [row] = await store.transaction(async (tx) => {
      await tx.save(stored(request));
      await tx.save({ jobs: [{ job: { name: 'notify', requestId: request.id } }] });
      return tx.save({ audit: [anEntry({ requestId: request.id })] });
    });
    if (!row) throw new Error('nothing was appended');
    say({ requestId: request.id, row: row.number, hash: row.hash } satisfies z.infer<typeof acknowledged>);
  }
}

async function work(target: StoreTarget): Promise<void> {
  const opened = await openStore({ target, log: createTestLog() });
  await opened.work(async (job) => {
    if (job.name !== 'notify') return;
    const place = { channel: 'C1', ts: '1' };
    const of = { requestId: job.requestId, kind: 'confirm', recipient: '' } as const;
    const message = { ...of, place, version: 1, shownAt: null };
    await opened.store.transaction((tx) => tx.recordMessage(message));
  });
  // Otherwise only the log would ever be written, and no table.
  setInterval(() => void sql`checkpoint`.execute(opened.db), 150);
  await Promise.all(Array.from({ length: 4 }, () => write(opened)));
}

const jobRows = z.array(z.object({ id: z.string() }));

async function check(target: StoreTarget): Promise<void> {
  const { requests, audit, chainFault } = await readFacts(target);
  // Once more, with everything that a bot starts.
  const opened = await openStore({ target, log: createTestLog() });
  const { rows } = await sql`select data->>'requestId' as id from pgboss.job where name = 'notify'`.execute(
    opened.db,
  );
  await opened.close({ timeoutMs: 0 });
  say({
    requests: requests.map(({ id }) => id),
    jobs: jobRows.parse(rows).map(({ id }) => id),
    hashes: audit.map(({ hash }) => hash),
    chainFault,
  } satisfies z.infer<typeof found>);
}

if (import.meta.main) {
  const [, , command, dataDir = ''] = process.argv;
  await (command === 'work' ? work({ dataDir }) : check({ dataDir }));
}
