import { describe, expect, test } from 'vitest';

import { channels } from '../../sandbox/acme.ts';
import { plainText } from '../../sandbox/slack/block-kit/plain-text.ts';
import type { TroubleRule as SlackTrouble } from '../../sandbox/slack/http/trouble.ts';
import type { Message } from '../../sandbox/slack/state/records.ts';
import type { User } from '../../sandbox/workfront/records/user.ts';
import type { TroubleRule as WorkfrontTrouble } from '../../sandbox/workfront/trouble.ts';
import { actions } from '../../src/slack/ids.ts';
import { clear, expectAllKept } from './checks/verdict.ts';
import { openMessages, requestIdIn } from './support/board.ts';
import { report } from './support/settings.ts';
import { approvers, requesters } from './support/stage.ts';
import { day, hour, minute, openTimedStage, type TimedStage } from './support/timed.ts';

const monday = new Date('2026-03-02T09:00:00Z');
const [rita = '', oscar = ''] = requesters;
const [alan = ''] = approvers;

type Asked = { readonly leaver: User; readonly message: Message };

/** Requests about that many people, each with its buttons. */
async function ask(stage: TimedStage, count: number): Promise<readonly Asked[]> {
  const asked: Asked[] = [];
  for (let index = 0; index < count; index += 1) {
    const leaver = stage.workfront.directory.add({ name: `Leaver ${index}` });
    await stage.slack.person(index % 2 === 0 ? rita : oscar).type(`/wf-deactivate ${leaver.ID}`);
    const message = await stage.slack.until(
      () => openMessages(stage.slack).find((one) => plainText(one).includes(`Leaver ${index}`)),
      `the buttons about leaver ${index}`,
      15_000,
    );
    asked.push({ leaver, message });
  }
  return asked;
}

const wordsOf = ({ slack }: TimedStage, { message }: Asked): string =>
  plainText(slack.message(message) ?? message);

/** What people can read, all of it: nothing may change here while Slack is away. */
const board = ({ slack }: TimedStage): string =>
  JSON.stringify([slack.messages(channels.approvals.id), slack.messages(channels.audit.id)]);

/** The bot is asked to do nothing more; everything has to be as it should, and once. */
async function expectAllDelivered(stage: TimedStage, scenario: string): Promise<void> {
  await stage.pass(10 * minute, 5 * minute);
  await stage.stop();
  const figures = await expectAllKept(stage, stage.target, { deeds: [], acks: [] }, []);
  expect(figures).toMatchObject({ doubled: 0, 'dead placeholders': 0 });
  report(scenario, { requests: figures['requests'] ?? 0, lost: 0, doubled: 0 });
  await clear(stage, stage.target);
}

describe('Slack refuses everything for ten minutes', () => {
  test.each<readonly [string, SlackTrouble['effect']]>([
    ['with an error', { kind: 'error', error: 'fatal_error' }],
    ['with status 503', { kind: 'status', status: 503 }],
    ['by dropping every connection', { kind: 'dropBefore' }],
  ])(
    '%s, and then gets all messages, in order and once',
    async (way, effect) => {
      const stage = await openTimedStage(monday);
      const { slack, workfront } = stage;
      const asked = await ask(stage, 6);
      await stage.pass(0);
      const [first, second, third, fourth, ...later] = asked;
      if (!first || !second || !third || !fourth) throw new Error('too few requests');
      slack.trouble({ effect });
      for (const { message } of [first, second, third]) {
        expect((await slack.person(alan).click(message, actions.approve)).ok).toBe(true);
      }
      expect((await slack.person(oscar).click(fourth.message, actions.cancel)).ok).toBe(true);
      if (effect.kind === 'dropBefore') slack.cutConnections();
      const before = board(stage);
      await stage.pass(10 * minute);
      expect(board(stage)).toBe(before);
      const inactive = asked.map(({ leaver }) => workfront.directory.find(leaver.ID)?.isActive);
      expect(inactive).toEqual([false, false, false, true, true, true]);
      slack.clearTrouble();
      await slack.until(() => slack.connections() > 0, 'the bot to come back', 40_000);
      await stage.pass(6 * minute);
      expect(wordsOf(stage, first)).toContain('confirmed by Workfront');
      expect(wordsOf(stage, fourth)).toContain('Withdrawn by');
      for (const { message } of later) await slack.person(alan).click(message, actions.approve);
      await expectAllDelivered(stage, `Slack away, ${way}`);
    },
    60_000,
  );
});

describe('Workfront refuses everything', () => {
  test.each<readonly [string, WorkfrontTrouble['effect']]>([
    ['with status 503', { kind: 'status', status: 503 }],
    ['with a web page', { kind: 'html', status: 503 }],
    ['by cutting every connection', { kind: 'dropConnection' }],
  ])(
    '%s for ten minutes: people are told, and every change is made once',
    async (way, effect) => {
      const stage = await openTimedStage(monday);
      const { slack, workfront } = stage;
      const asked = await ask(stage, 6);
      workfront.trouble({ effect });
      for (const { message } of asked) await slack.person(alan).click(message, actions.approve);
      await stage.pass(10 * minute);
      for (const one of asked) {
        expect(wordsOf(stage, one)).toMatch(/Workfront does not answer\. Nothing is lost: next try/);
        expect(wordsOf(stage, one)).not.toContain('[Deactivate]');
      }
      workfront.clearTrouble();
      await stage.pass(6 * minute);
      for (const one of asked) {
        expect(wordsOf(stage, one)).toContain('confirmed by Workfront');
        expect(wordsOf(stage, one)).not.toContain('next try');
      }
      await expectAllDelivered(stage, `Workfront away, ${way}`);
    },
    60_000,
  );

  test('for a day: the request ends as failed and says what to do by hand', async () => {
    const stage = await openTimedStage(monday);
    const { slack, workfront } = stage;
    const [asked] = await ask(stage, 1);
    if (!asked) throw new Error('there is no request');
    workfront.trouble({ effect: { kind: 'status', status: 503 } });
    await slack.person(alan).click(asked.message, actions.approve);
    await stage.pass(day - hour, hour);
    expect(wordsOf(stage, asked)).toContain('next try');
    await stage.pass(2 * hour, hour);
    const words = wordsOf(stage, asked);
    expect(words).toContain('Workfront could not be reached for 24 hours');
    expect(words).toContain('deactivate by hand if needed');
    expect(words).not.toContain('next try');
    const dm = slack.person(rita).dm().map(plainText);
    expect(dm.filter((one) => one.includes(requestIdIn(asked.message) ?? 'none'))).toEqual([
      expect.stringContaining('is stuck'),
      expect.stringContaining('deactivate by hand if needed'),
    ]);
    workfront.clearTrouble();
    await stage.pass(day, 6 * hour);
    expect(workfront.directory.find(asked.leaver.ID)?.isActive).toBe(true);
    await stage.stop();
    await clear(stage, stage.target);
  }, 60_000);
});
