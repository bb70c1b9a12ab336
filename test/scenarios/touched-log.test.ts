import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { people } from '../../sandbox/acme.ts';
import { accessItems } from '../../src/requests/items.ts';
import { StartError } from '../../src/start-checks.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;

/** As somebody could who may write the database. */
async function tamper(...statements: string[]): Promise<void> {
  const { db } = world.bot().store;
  await sql`alter table audit disable trigger user`.execute(db);
  for (const statement of statements) await sql.raw(statement).execute(db);
  await sql`alter table audit enable trigger user`.execute(db);
}

describe('when somebody writes to the database', () => {
  beforeAll(async () => {
    world = await startWorld({ engine: 'embedded' });
  });
  afterAll(() => world.close());

  test('a request that was made an approved one changes nobody', async () => {
    const { user, id, confirm } = await world.ask('Anna Alt');
    const { store } = world.bot().store;
    const request = await store.findRequest(id);
    if (!request) throw new Error('it was asked for');
    await store.transaction((tx) =>
      tx.save({
        request: {
          ...request,
          version: request.version + 1,
          state: 'approved',
          approvals: [{ approver: people.alan.id, at: new Date() }],
        },
        items: accessItems(request),
        jobs: [{ job: { name: 'execute', requestId: id } }],
      }),
    );
    expect(await world.shows(confirm, 'Not deactivated')).not.toContain('[');
    expect(world.isActive(user)).toBe(true);
    expect(await world.trail(0)).toContain('target_settled: anna.alt@acme.example, not_approved, skipped');
  });

  test('the daily line tells the key, and a bot that runs decides nothing more once a row was changed', async () => {
    const { confirm, user } = await world.ask('Bert Bock');
    const head = { job: { name: 'head', day: '2026-01-02' } } as const;
    await world.bot().store.store.transaction((tx) => tx.save({ jobs: [head] }));
    const lines = await world.auditLines('The audit log has');
    expect(lines.at(-1)).toMatch(
      /Rows from 1 on are sealed with key `[0-9a-f]{32}`, whose public half is `MCowBQYDK2VwAyEA[\w+/]{43}=`\.$/,
    );

    await tamper(`update audit set actor = 'U9' where number = 1`, `update audit_check set mark = null`);
    await world.ask('Carl Czech');
    await tamper(`delete from audit where number = (select max(number) - 1 from audit)`);
    await world.person.alan.click(confirm, 'Deactivate');
    const { store } = world.bot().store;
    expect(await store.checkLog()).toMatchObject({ ok: false });
    expect(world.isActive(user)).toBe(true);
    expect(
      await world.hears('rita', () => world.person.rita.type('/wf-deactivate nobody@acme.example')),
    ).toBe(
      'The audit log is not as it was written, so nothing is decided or changed until that is clear. Nothing was done. Please tell whoever runs this bot.',
    );
  });

  test('a bot does not start on such a log, and says which row it is and where to read on', async () => {
    const error: unknown = await world.restart().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StartError);
    expect(String(error)).toMatch(
      /^StartError: The audit log is not sound\. Row 1 was changed: its content does not match its hash\. What to do: docs\/operating\.md/,
    );
  });
});
