import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { channels } from '../../sandbox/acme.ts';
import { auditRuns } from '../chaos/support/board.ts';
import { startWorld, type World } from '../support/world.ts';

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe('the audit channel', () => {
  let world: World;
  const log: string[] = [];
  beforeAll(async () => {
    world = await startWorld({ log: (line) => void log.push(line) });
  });
  afterAll(() => world.close());

  const numbers = () =>
    auditRuns(world.slack).flatMap(({ first, last }) =>
      Array.from({ length: last - first + 1 }, (_, index) => first + index),
    );

  /** The numbers covered so far, once what is stored now is covered. */
  async function covered(): Promise<{ readonly found: readonly number[]; readonly last: number }> {
    const last = await world.mark();
    const found = await world.slack.until(
      () => (numbers().includes(last) ? numbers() : null),
      `a line that covers row ${last}`,
      20_000,
    );
    return { found, last };
  }

  test('one person’s request costs two posts there: what was asked; what was decided and came of it', async () => {
    const posts = () => world.slack.messages(channels.audit.id).length;
    const before = posts();
    const { confirm } = await world.ask('Ada Quist');
    await world.auditLines('asked to deactivate Ada Quist');
    expect(posts() - before).toBe(1);
    await world.person.alan.click(confirm, 'Deactivate');
    await world.dm('rita', 'Ada Quist');
    await world.auditLines('Deactivated Ada Quist');
    expect(posts() - before).toBe(2);
  });

  test('who may not ask is told at once, by name, with whom it was about', async () => {
    await world.hears('oscar', () =>
      world.person.oscar.type('/wf-deactivate jordan.lee@acme.example reason: <!channel>'),
    );
    const lines = await world.auditLines('Refused: Oscar');
    expect(lines.at(-1)).toMatch(
      /^Refused: Oscar Meyer \(U01OSCAR\) tried to deactivate jordan\.lee@acme\.example \(not allowed to request\)$/u,
    );
  });

  test('of a long mixed play with restarts in between it has every row exactly once', async () => {
    const { rita, alan, oscar } = world.person;
    const nobody = () => world.hears('rita', () => rita.type('/wf-deactivate nobody@acme.example'));
    await nobody();
    const { confirm } = await world.ask('Ben Rask');
    await nobody();
    await world.hears('oscar', () => oscar.type('/wf-deactivate list'));
    await world.restart();
    const denied = await world.ask('Cleo Sand');
    await alan.click(confirm, 'Deactivate');
    await world.dm('rita', 'Ben Rask');
    await world.restart();
    await world.hears('rita', () => rita.type(`/wf-deactivate cancel ${denied.id}`));
    await nobody();
    await world.ask('Dora Tell');
    const { found, last } = await covered();
    expect(found).toEqual(upTo(last));
    expect((await world.auditLines('Dora Tell')).join('\n')).toMatch(
      /^1 question without a request by Rita Olsen \(U01RITA\)$/mu,
    );
  });

  test('a post that Slack did not take for now comes later, in order, with one short line in the log for each try', async () => {
    log.length = 0;
    const from = world.slack.traffic.length;
    world.slack.trouble({
      method: 'chat.postMessage',
      times: 3,
      effect: { kind: 'error', error: 'internal_error' },
    });
    await world.ask('Emil Uhl');
    world.slack.clearTrouble();
    const { found, last } = await covered();
    expect([...new Set(found)]).toEqual(upTo(last));
    const refused = world.slack.traffic
      .slice(from)
      .filter((one) => one.kind === 'call' && JSON.stringify(one.answer).includes('internal_error'));
    expect(refused.length).toBeGreaterThan(0);
    const told = log.filter((line) => line.includes('internal_error'));
    expect(told.map((line) => line.includes('stack'))).toEqual(refused.map(() => false));
  });

  test('Slack takes everything and waits for nothing', () => {
    expect(world.faults()).toEqual([]);
  });
});
