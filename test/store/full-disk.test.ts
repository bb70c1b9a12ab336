import { randomBytes } from 'node:crypto';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { verifyLog } from '../../src/audit/verify.ts';
import { readAudit } from '../../src/store/audit-log.ts';
import { mountDisk, type Disk } from '../support/full-disk.ts';
import { startWorld, type World } from '../support/world.ts';

let disk: Disk;
let world: World;
beforeAll(async () => {
  disk = mountDisk();
  world = await startWorld({ engine: 'embedded', workfront: { users: 0 } });
});
afterAll(async () => {
  disk.free();
  await world.close();
  disk.unmount();
});

/** Asks with reasons that do not compress, until an answer tells that one of them could not be stored. */
async function askUntilItIsFull(): Promise<string> {
  for (let tries = 0; tries < 20; tries += 1) {
    const reason = randomBytes(1_400).toString('base64url');
    const said = await world.hears('rita', () =>
      world.person.rita.type(`/wf-deactivate nobody@acme.example reason: ${reason}`),
    );
    if (!said.includes('No Workfront user matches')) return said;
  }
  return 'the disk was never full';
}

test('a full disk is told, changes nobody and loses nothing; once there is room the bot goes on', async () => {
  const { user, confirm } = await world.ask('Fiona Full');
  disk.fill();
  expect(await askUntilItIsFull()).toBe(
    'The bot’s database can’t be reached, so nothing was done. Please try again in a minute.',
  );
  expect(disk.refused()).toBeGreaterThan(0);
  const ready = await fetch(`http://127.0.0.1:${world.bot().port}/readyz`);
  expect([ready.status, await ready.text()]).toEqual([503, expect.stringContaining('cannot be written to')]);
  expect(world.isActive(user)).toBe(true);

  disk.free();
  await world.person.alan.click(confirm, 'Deactivate');
  await world.shows(confirm, 'confirmed by Workfront');
  expect(world.isActive(user)).toBe(false);
  expect(await verifyLog(readAudit(world.bot().store.db), { keys: null })).toMatchObject({ ok: true });

  disk.fill();
  await expect(world.restart()).rejects.toThrow(/^The store cannot be opened: the disk of .+ is full$/u);
  disk.free();
  await world.restart();
});
