/**
 * How long `/wf-deactivate history <who>` takes for its first page, by how common the words are, with many requests
 * in the store: 100,000 about one person each unless told otherwise.
 *
 *   npm run bench:history -- [--engine postgres|embedded] [--requests 100000] [--targets 1] [--runs 7]
 */
import { parseArgs } from 'node:util';

import { sql } from 'kysely';

import { aRequest, aTarget, aUser, stored } from '../test/store/builders.ts';
import { startRun } from '../test/support/run.ts';
import { openTestStore, type TestStore } from '../test/support/store.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { engine: text, requests: text, targets: text, runs: text } });
const engine = values.engine === 'embedded' ? 'embedded' : 'postgres';
const [requests, targets, runs] = [values.requests ?? 100_000, values.targets ?? 1, values.runs ?? 7].map(
  Number,
);

/** A page of ten, and one more to know whether there is another page. */
const pageSize = 11;

const first = ['Maria', 'Jonas', 'Aisha', 'Wei', 'Lucia', 'Tomasz', 'Noor', 'Kofi', 'Ingrid', 'Rafael'];
const second = [
  'Jones',
  'Novak',
  'Haddad',
  'Zhang',
  'Rossi',
  'Kowalski',
  'Okafor',
  'Larsen',
  'Silva',
  'Meyer',
];

/** What is looked for, and how many of the targets have it. */
const terms: readonly (readonly [string, string])[] = [
  ['acme.example', 'all'],
  ['ma', 'all with two letters in a row'],
  ['maria', '1 in 10'],
  ['maria jones', '1 in 100'],
  ['maria jones 4242', 'a few'],
  ['the first one', 'the oldest alone'],
  ['nobody of them', 'none'],
  ['arianova', 'none, of common letters'],
];

const run = await startRun();
const opened = await openTestStore(engine);
try {
  await fill(opened, requests ?? 0, targets ?? 0);
  console.log(`${engine}: ${requests} requests about ${targets} each`);
  const everything = await time(opened, null);
  console.log(`${'anybody'.padEnd(36)} ${everything}`);
  for (const [term, share] of terms) {
    console.log(`${`${term} (${share})`.padEnd(36)} ${await time(opened, term)}`);
  }
} finally {
  await opened.remove();
  await run.stop();
}
// What the server was started with would keep this process.
process.exit();

/** The middle and the slowest of the runs, in milliseconds, and how many requests were found. */
async function time({ store }: TestStore, about: string | null): Promise<string> {
  const took: number[] = [];
  let found = 0;
  for (let tries = 0; tries < (runs ?? 1); tries += 1) {
    const began = performance.now();
    found = (await store.listHistory(about, pageSize)).length;
    took.push(performance.now() - began);
  }
  const sorted = took.toSorted((a, b) => a - b);
  const [middle = 0, most = 0] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  return `${middle.toFixed(1)} ms, at most ${most.toFixed(1)} ms (${found} found)`;
}

/** Copies one request, which the store wrote itself, with other names and moments. */
async function fill({ store, db }: TestStore, count: number, each: number): Promise<void> {
  const users = Array.from({ length: each }, () =>
    aUser({ name: 'The First One', email: 'first@acme.example' }),
  );
  const pattern = aRequest({
    id: 'r_first',
    state: 'done',
    targets: users.map((user) => aTarget(user, { outcome: { result: 'done', confirmedBy: 'answer' } })),
  });
  await store.transaction((tx) => tx.save(stored(pattern)));
  const inOneStatement = Math.ceil(20_000 / each);
  for (let from = 1; from < count; from += inOneStatement) {
    await sql.raw(copies('request', from, Math.min(count, from + inOneStatement) - 1)).execute(db);
    await sql.raw(copies('target', from, Math.min(count, from + inOneStatement) - 1)).execute(db);
  }
  await sql.raw('vacuum analyze').execute(db);
}

/** In SQL: one of a hundred pairs of names, and a number that few share. */
function name(n: string): string {
  return `(array['${first.join("','")}'])[1 + ${n} % 10] || ' ' || (array['${second.join("','")}'])[1 + (${n} / 10) % 10]
      || ' ' || (${n} % 5000)`;
}

/** In SQL: the rows of the first request once more for each number, with what differs. */
function copies(table: 'request' | 'target', from: number, to: number): string {
  const [key, changes] =
    table === 'request'
      ? ['id', `'id', 'r_' || n, 'created_at', pattern.created_at + n * interval '1 minute'`]
      : [
          'request_id',
          `'request_id', 'r_' || n, 'about', lower(${name('n')}) || E'\\n' || 'p' || n || '@acme.example'`,
        ];
  return `insert into ${table} select copy.* from ${table} pattern, generate_series(${from}, ${to}) n,
    jsonb_populate_record(pattern, jsonb_build_object(${changes})) copy where pattern.${key} = 'r_first'`;
}
