import { afterAll, beforeAll, expect, test } from 'vitest';

import { startWorkfront, type WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import type { Ports } from '../../src/requests/ports.ts';
import { readAudit } from '../../src/store/audit-log.ts';
import { carryOut } from '../../src/usecases/carry-out.ts';
import type { WorkfrontConnection } from '../../src/workfront/workfront.ts';
import { all } from '../store/builders.ts';
import { openTestStore, type TestStore } from '../support/store.ts';
import { open } from '../workfront/support.ts';
import { approved, portsWith } from './carrying.ts';
import { policyWith } from './policy-with.ts';

let opened: TestStore;
let sandbox: WorkfrontSandbox;
let workfront: WorkfrontConnection;

beforeAll(async () => {
  opened = await openTestStore('postgres');
  sandbox = await startWorkfront({ users: 0 });
  workfront = open(sandbox);
});
afterAll(async () => {
  await workfront.close();
  await sandbox.close();
  await opened.remove();
});

type Workfront = Ports['workfront'];

/** Where a process can be paused over one request to Workfront: right after it, or right before. */
const places = {
  'it had read the user': (pause: () => Promise<void>): Workfront => ({
    ...workfront,
    readUsers: async (ids) => {
      const read = await workfront.readUsers(ids);
      await pause();
      return read;
    },
  }),
  'it was about to send': (pause: () => Promise<void>): Workfront => ({
    ...workfront,
    write: async (...sending) => {
      await pause();
      return workfront.write(...sending);
    },
  }),
} as const;

test.each(['it had read the user', 'it was about to send'] as const)(
  'one that is paused when %s, and wakes after another has made the change, stores and sends nothing',
  async (place) => {
    const leaver = sandbox.directory.add({ name: `Paula ${place}` });
    const user = await workfront.get(leaver.ID);
    if (!user) throw new Error('the leaver cannot be read');
    const request = await approved(opened, [user]);

    const paused = Promise.withResolvers<void>();
    const wake = Promise.withResolvers<void>();
    const pause = async (): Promise<void> => {
      paused.resolve();
      await wake.promise;
    };
    const overtaken = carryOut(portsWith(opened, places[place](pause)), policyWith(), request.id);
    await paused.promise;
    await carryOut(portsWith(opened, workfront), policyWith(), request.id);
    const after = await opened.store.findRequest(request.id);
    const rows = await all(readAudit(opened.db));
    expect(after).toMatchObject({ state: 'done', targets: [{ outcome: { result: 'done' } }] });

    // So that a change by the one that was overtaken would show.
    sandbox.directory.change(leaver.ID, { isActive: true });
    wake.resolve();
    await overtaken;
    expect(await opened.store.findRequest(request.id)).toEqual(after);
    expect(await all(readAudit(opened.db))).toEqual(rows);
    expect(
      sandbox.stateChanges.filter(({ userId, by }) => userId === leaver.ID && by === 'api'),
    ).toHaveLength(1);
  },
);
