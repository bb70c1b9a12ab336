import { expect, test } from 'vitest';

import { channels } from '../../sandbox/acme.ts';
import { plainText } from '../../sandbox/slack/block-kit/plain-text.ts';
import type { Message } from '../../sandbox/slack/state/records.ts';
import type { User } from '../../sandbox/workfront/records/user.ts';
import { actions } from '../../src/slack/ids.ts';
import { readFacts } from '../chaos/checks/facts.ts';
import { clear } from '../chaos/checks/verdict.ts';
import { openMessages } from '../chaos/support/board.ts';
import { approvers, requesters } from '../chaos/support/stage.ts';
import { day, hour, minute, openTimedStage, type TimedStage } from '../chaos/support/timed.ts';

/** Noon in London, 7 in the morning in New York, where Rita types. */
const start = new Date('2026-03-02T12:00:00Z');
const [rita = ''] = requesters;
const [alan = '', bea = '', mina = ''] = approvers;

type Asked = { readonly leaver: User; readonly message: Message; words(): string; isActive(): boolean };

/** Rita asks; `more` is typed after the person. */
async function ask({ slack, workfront }: TimedStage, more = ''): Promise<Asked> {
  const leaver = workfront.directory.add({ name: 'Leona Vers' });
  await slack.person(rita).type(`/wf-deactivate ${leaver.ID}${more}`);
  const message = await slack.until(() => openMessages(slack)[0], 'the buttons', 15_000);
  return {
    leaver,
    message,
    words: () => plainText(slack.message(message) ?? message),
    isActive: () => workfront.directory.find(leaver.ID)?.isActive === true,
  };
}

const approve = ({ slack }: TimedStage, who: string, { message }: Asked) =>
  slack.person(who).click(message, actions.approve);

/** Ends all of it; gives the events of the audit log. */
async function end(stage: TimedStage): Promise<readonly string[]> {
  await stage.stop();
  const { audit, chainFault } = await readFacts(stage.target);
  expect(chainFault).toBeNull();
  await clear(stage, stage.target);
  return audit.map(({ event }) => event);
}

test(
  'a request that nobody decides expires after its hours, and everybody is told',
  { timeout: 60_000 },
  async () => {
    const stage = await openTimedStage(start, { REQUEST_TTL_HOURS: '72' });
    const asked = await ask(stage, ' at: tomorrow 6pm');
    const dialog = () =>
      /will lose access[^"]*/u.exec(JSON.stringify(stage.slack.message(asked.message)))?.[0];
    expect(dialog()).toBe('will lose access on 2026-03-03 23:00 UTC.');
    await stage.pass(71 * hour, 8 * hour);
    expect(asked.words()).toContain('When: as soon as approved; the date asked for was');
    expect(dialog()).toBe('will lose access right away.');
    expect(asked.words()).toContain('[Deactivate]');
    await stage.pass(hour + minute, hour);
    expect(asked.words()).toContain('Nobody decided in time; expired');
    expect(asked.words()).not.toContain('[');
    const dm = stage.slack.person(rita).dm().map(plainText);
    expect(dm).toEqual([expect.stringContaining('Nobody decided in time; expired')]);
    await stage.pass(minute);
    const lines = stage.slack.messages(channels.audit.id).map(plainText);
    expect(lines.filter((line) => line.includes('Expired, since nobody decided in time'))).toHaveLength(1);
    await stage.slack.person(alan).click(asked.message, actions.approve, { stale: true });
    await stage.slack.until(
      () => JSON.stringify(stage.slack.person(alan).openView()?.blocks ?? '').includes('has expired'),
      'the answer to the late click',
    );
    expect(asked.isActive()).toBe(true);
    const events = await end(stage);
    expect(events.filter((event) => event === 'expired')).toHaveLength(1);
    expect(events).not.toContain('execution_started');
  },
);

test(
  'after some hours the approvers who have not acted are reminded, once',
  { timeout: 60_000 },
  async () => {
    const stage = await openTimedStage(start, { APPROVALS_REQUIRED: '2', REMIND_AFTER_HOURS: '24' });
    const asked = await ask(stage);
    expect((await approve(stage, alan, asked)).ok).toBe(true);
    const thread = () =>
      stage.slack.messages(channels.approvals.id).filter(({ threadTs }) => threadTs === asked.message.ts);
    await stage.pass(23 * hour, 4 * hour);
    expect(thread()).toEqual([]);
    await stage.pass(hour + minute, hour);
    const [reminder] = thread().map(plainText);
    expect(reminder).toContain('still waits for a decision');
    const mentioned = [alan, bea, mina].filter((id) => reminder?.includes(`<@${id}>`));
    expect(mentioned).toEqual([bea, mina]);
    await stage.away(hour);
    await stage.pass(day, 4 * hour);
    expect(thread()).toHaveLength(1);
    await end(stage);
  },
);

test(
  'a request with a date eight months ahead is done at its moment, through restarts',
  { timeout: 60_000 },
  async () => {
    const stage = await openTimedStage(start);
    // Nine in New York, where the clocks have been set back by then.
    const due = new Date('2026-11-02T14:00:00Z');
    const asked = await ask(stage, ' at: 2026-11-02 09:00 reason: contract ends');
    await approve(stage, alan, asked);
    await stage.pass(hour, 20 * minute);
    expect(asked.words()).toContain('Scheduled: deactivate');
    expect(asked.words()).not.toContain('[Deactivate]');
    await stage.away(120 * day);
    expect(asked.isActive()).toBe(true);
    await stage.away(due.getTime() - stage.now().getTime() - 2 * minute);
    await stage.pass(minute);
    expect(asked.isActive()).toBe(true);
    await stage.pass(minute + 10_000, 5_000);
    expect(asked.isActive()).toBe(false);
    expect(asked.words()).toContain('confirmed by Workfront');
    expect(asked.words()).not.toContain('This started late');
    expect((await end(stage)).filter((event) => event === 'execution_started')).toHaveLength(1);
  },
);

test(
  'a request whose date passed while the bot was away is done at the start, and says so',
  { timeout: 60_000 },
  async () => {
    const stage = await openTimedStage(start);
    const asked = await ask(stage, ' at: 2026-03-02 18:00');
    await approve(stage, bea, asked);
    await stage.pass(minute);
    expect(asked.isActive()).toBe(true);
    await stage.away(14 * hour);
    expect(asked.isActive()).toBe(false);
    await stage.pass(minute);
    expect(asked.words()).toContain('confirmed by Workfront');
    expect(asked.words()).toContain('This started late: it was due');
    const [dm] = stage.slack.person(rita).dm().map(plainText);
    expect(dm).toContain('This started late: it was due');
    await end(stage);
  },
);

test('what was done can be undone for 24 hours, and not after them', { timeout: 60_000 }, async () => {
  const stage = await openTimedStage(start);
  const asked = await ask(stage);
  await approve(stage, alan, asked);
  await stage.pass(23 * hour, 8 * hour);
  expect(asked.words()).toContain('[Undo]');
  await stage.pass(hour + minute, 30 * minute);
  expect(asked.words()).toContain('confirmed by Workfront');
  expect(asked.words()).not.toContain('[Undo]');
  const person = stage.slack.person(rita);
  await person.click(asked.message, actions.undo, { stale: true });
  await stage.slack.until(
    () => JSON.stringify(person.openView()?.blocks ?? '').includes('can be undone for 24 hours'),
    'the answer to the late click',
  );
  expect(asked.isActive()).toBe(false);
  expect((await end(stage)).filter((event) => event === 'submitted')).toHaveLength(1);
});
