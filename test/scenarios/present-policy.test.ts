import { describe, expect, onTestFinished, test } from 'vitest';

import { approversGroup, people } from '../../sandbox/acme.ts';
import { plainText } from '../../sandbox/slack/block-kit/plain-text.ts';
import type { Message } from '../../sandbox/slack/state/records.ts';
import type { User } from '../../sandbox/workfront/records/user.ts';
import { actions } from '../../src/slack/ids.ts';
import { readFacts } from '../chaos/checks/facts.ts';
import { openMessages } from '../chaos/support/board.ts';
import { hour, minute, openTimedStage, type TimedStage } from '../chaos/support/timed.ts';
import { startWorld } from '../support/world.ts';

type Settings = Readonly<Record<string, string>>;

type Approved = {
  readonly stage: TimedStage;
  readonly leaver: User;
  readonly message: Message;
  words(): string;
  isActive(): boolean;
  approve(who: keyof typeof people): Promise<void>;
  /** Ends the bot. */
  stop(): Promise<void>;
};

/** Rita asks for a person to lose their access at six in the evening of her day; nobody approved yet. */
async function asked(settings: Settings = {}, when = ' at: 2026-03-02 18:00'): Promise<Approved> {
  const stage = await openTimedStage(new Date('2026-03-02T12:00:00Z'), settings);
  let stopped: Promise<void> | null = null;
  const stop = () => (stopped ??= stage.stop());
  onTestFinished(async () => {
    await stop();
    await stage.close();
  });
  const { slack, workfront } = stage;
  const leaver = workfront.directory.add({ name: 'Leona Vers' });
  await slack.person(people.rita.id).type(`/wf-deactivate ${leaver.ID}${when}`);
  const message = await slack.until(() => openMessages(slack)[0], 'the buttons', 15_000);
  return {
    stage,
    leaver,
    message,
    words: () => plainText(slack.message(message) ?? message),
    isActive: () => workfront.directory.find(leaver.ID)?.isActive === true,
    async approve(who) {
      await slack.person(people[who].id).click(message, actions.approve);
      await stage.pass(minute);
    },
    stop,
  };
}

/** The same, approved by Alan, and its date still to come. */
async function approvedForLater(settings: Settings = {}): Promise<Approved> {
  const request = await asked(settings);
  await request.approve('alan');
  expect(request.words()).not.toContain('[Deactivate]');
  return request;
}

/** What became of it, from the audit log. */
async function end({ stage, stop }: Approved): Promise<readonly string[]> {
  await stop();
  const { audit, chainFault } = await readFacts(stage.target);
  expect(chainFault).toBeNull();
  return audit.map(({ event }) => event);
}

function sent({ stage, leaver }: Approved): number {
  return stage.workfront.traffic.filter(({ method, path }) => method === 'PUT' && path.includes(leaver.ID))
    .length;
}

describe('a bot that was started again as a dry run', () => {
  test('changes nobody whose date comes, and says so', async () => {
    const request = await approvedForLater();
    await request.stage.away(14 * hour, { DRY_RUN: 'true' });
    await request.stage.pass(minute);
    expect(request.words()).toMatch(/^Not deactivated: Leona Vers/u);
    expect(request.words()).toContain('dry run, so Workfront was not changed');
    expect(request.isActive()).toBe(true);
    expect(sent(request)).toBe(0);
    expect(await end(request)).toContain('target_settled');
  });

  test('changes nobody who was waiting for Workfront', async () => {
    const request = await asked({}, '');
    const { workfront } = request.stage;
    const path = `ID=${request.leaver.ID}`;
    workfront.trouble({ match: { method: 'PUT' }, effect: { kind: 'status', status: 503 } });
    workfront.trouble({ match: { pathIncludes: path }, effect: { kind: 'status', status: 503 } });
    await request.approve('alan');
    expect(request.words()).toContain('next try');
    await request.stage.away(minute, { DRY_RUN: 'true' });
    workfront.clearTrouble();
    const before = sent(request);
    await request.stage.pass(10 * minute);
    expect(request.words()).toContain('dry run, so Workfront was not changed');
    expect(request.isActive()).toBe(true);
    expect(sent(request)).toBe(before);
  });
});

describe('an approved request goes back to waiting, says why, and runs after one more approval', () => {
  test('where more approvals are needed by its date than were when it was approved', async () => {
    const request = await approvedForLater();
    await request.stage.away(14 * hour, { APPROVALS_REQUIRED: '2' });
    await request.stage.pass(minute);
    expect(request.words()).toContain('needs more approvals');
    expect(request.words()).toContain('[Deactivate]');
    expect(request.isActive()).toBe(true);
    await request.approve('bea');
    expect(request.isActive()).toBe(false);
    expect((await end(request)).filter((event) => event === 'reopened')).toHaveLength(1);
  });

  test.each<readonly [string, (request: Approved) => void]>([
    [
      'is not in the group of approvers any more',
      ({ stage }) => stage.slack.administration.setUserGroup(approversGroup.id, [people.bea.id]),
    ],
    [
      'was deactivated in Slack',
      ({ stage }) => stage.slack.administration.setPerson(people.alan.id, { deactivated: true }),
    ],
    [
      'is a guest by now',
      ({ stage }) => stage.slack.administration.setPerson(people.alan.id, { isRestricted: true }),
    ],
  ])('where the person who approved it %s', async (_what, change) => {
    const request = await approvedForLater();
    change(request);
    await request.stage.pass(14 * hour, hour);
    expect(request.words()).toContain('no approver any more');
    expect(request.words()).toContain('[Deactivate]');
    expect(request.isActive()).toBe(true);
    expect(sent(request)).toBe(0);
    await request.approve('bea');
    expect(request.isActive()).toBe(false);
    expect(request.words()).not.toContain('[Deactivate]');
  });

  test('where the person who approved it turns out to be whom it is about', async () => {
    const request = await approvedForLater();
    const { emailAddr } = request.leaver;
    const ties = { APPROVERS: `${people.alan.id}=${emailAddr},${people.bea.id},${people.mina.id}` };
    await request.stage.away(14 * hour, ties);
    await request.stage.pass(minute);
    expect(request.words()).toContain('no approver any more');
    expect(request.isActive()).toBe(true);
  });
});

test('a person whose Slack account is tied to a Workfront user cannot approve a request about that user', async () => {
  const { alan, bea } = people;
  const world = await startWorld({
    env: { APPROVERS: `${alan.id}=jane@elsewhere.example,${bea.id}` },
    workfront: { users: 0 },
  });
  onTestFinished(() => world.close());
  const { user, confirm } = await world.ask('Jane Alias', { emailAddr: 'jane@elsewhere.example' });
  await world.person.alan.click(confirm, 'Deactivate');
  await world.window('alan', 'about you');
  expect(await world.trail(0)).toContainEqual(
    expect.stringMatching(/^refused by alan: approve, about_yourself/u),
  );
  expect(world.isActive(user)).toBe(true);
  await world.person.bea.click(confirm, 'Deactivate');
  await world.dm('rita', 'Jane Alias');
  expect(world.isActive(user)).toBe(false);
});
