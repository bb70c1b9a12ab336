import { describe, expect, test } from 'vitest';

import { approversGroup, channels } from '../../sandbox/acme.ts';
import { startBotProcess } from '../../sandbox/bot.ts';
import { plainText } from '../../sandbox/slack/block-kit/plain-text.ts';
import type { AckResult } from '../../sandbox/slack/person/actor.ts';
import type { SlackSandbox } from '../../sandbox/slack/sandbox.ts';
import type { Message } from '../../sandbox/slack/state/records.ts';
import { actions } from '../../src/slack/ids.ts';
import { engines, newTarget, type EngineName } from '../support/store.ts';
import { clear, expectAllKept } from './checks/verdict.ts';
import { openMessages, requestIdIn } from './support/board.ts';
import type { Deed } from './support/crowd.ts';
import { drain } from './support/drain.ts';
import { countOf, isLongRun, largest, median, report, seed } from './support/settings.ts';
import { openStage, requesters, type Stage } from './support/stage.ts';

const requestCount = countOf({ short: 12, full: 200 });

/** Twenty people who may approve and ask for nothing. */
function inviteApprovers({ administration }: SlackSandbox): readonly string[] {
  const ids = Array.from({ length: 20 }, (_, index) => `U02APPROVER${index + 1}`);
  for (const id of ids) {
    administration.addPerson({
      id,
      name: `Approver ${id.slice(11)}`,
      email: `${id.toLowerCase()}@acme.example`,
      locale: 'en-US',
      timeZone: 'Europe/Berlin',
      role: 'Approver',
    });
    administration.join(channels.approvals.id, id);
  }
  administration.setUserGroup(approversGroup.id, ids);
  return ids;
}

/** Asks about that many new people, all at once. */
async function askAtOnce({ slack, workfront }: Stage, count: number): Promise<readonly AckResult[]> {
  const leavers = Array.from({ length: count }, (_, index) =>
    workfront.directory.add({ name: `Leaver ${index}` }),
  );
  return Promise.all(
    leavers.map(({ ID }, index) =>
      slack.person(requesters[index % requesters.length] ?? '').type(`/wf-deactivate ${ID}`),
    ),
  );
}

type Click = { readonly deed: Deed; readonly ack: AckResult };

async function approve(slack: SlackSandbox, actor: string, message: Message): Promise<Click> {
  const at = Date.now();
  const ack = await slack.person(actor).click(message, actions.approve);
  const requestId = requestIdIn(message) ?? '';
  return { deed: { actor, verb: 'approve', requestId, at, ackedAt: ack.ok ? Date.now() : null }, ack };
}

/** How many people were told in private that the request had been decided. */
function toldTooLate(slack: SlackSandbox, approvers: readonly string[]): number {
  const inWindows = slack.traffic.filter(
    (one) => one.kind === 'call' && one.method === 'views.open' && JSON.stringify(one).includes('Already '),
  );
  const inMessages = approvers.flatMap((id) =>
    slack
      .person(id)
      .sees()
      .filter((message) => message.ephemeralTo === id && plainText(message).startsWith('Already ')),
  );
  return inWindows.length + inMessages.length;
}

/** A bot on new data, `count` requests in front of it, and every message clicked by `clickers` at once. */
async function stampede(engine: EngineName, count: number, clickersOf: (all: readonly string[]) => number) {
  const target = await newTarget(engine);
  const stage = await openStage(target);
  const { slack } = stage;
  const approvers = inviteApprovers(slack);
  const bot = startBotProcess(stage.env);
  await bot.begin();
  const asked = await askAtOnce(stage, count);
  await slack.until(() => openMessages(slack).length === count, `${count} requests with buttons`, 120_000);
  const clickers = clickersOf(approvers);
  const clicks = await Promise.all(
    openMessages(slack).flatMap((message, index) =>
      Array.from({ length: clickers }, (_, turn) =>
        approve(slack, approvers[(index + turn) % approvers.length] ?? '', message),
      ),
    ),
  );
  const losers = count * (clickers - 1);
  await slack.until(() => toldTooLate(slack, approvers) === losers, `${losers} people told`, 120_000);
  await drain(stage, 120_000);
  await bot.stop();
  const acks = [...asked, ...clicks.map(({ ack }) => ack)];
  expect(acks.filter(({ ok }) => !ok)).toEqual([]);
  const times = acks.map(({ milliseconds }) => milliseconds ?? Number.NaN);
  expect(largest(times)).toBeLessThan(3_000);
  const deeds = clicks.map(({ deed }) => deed);
  const figures = await expectAllKept(stage, target, { deeds, acks: times }, []);
  await clear(stage, target);
  return { ...figures, losers, 'median ack ms': Math.round(median(times)) };
}

describe('a stampede', () => {
  // A short run takes one engine for each.
  test.each(isLongRun ? engines : (['embedded'] as const))(
    `on %s, of twenty approvers at once, makes one decision (seed ${seed})`,
    { timeout: 120_000 },
    async (engine) => {
      const figures = await stampede(engine, 1, (all) => all.length);
      expect(figures).toMatchObject({ requests: 1, clicks: 20, losers: 19 });
      report(`20 clicks, ${engine}`, figures);
    },
  );

  test.each(isLongRun ? engines : (['postgres'] as const))(
    `on %s, of ${requestCount} requests at once and two approvers on each, makes one decision each (seed ${seed})`,
    { timeout: 60_000 + requestCount * 1_000 },
    async (engine) => {
      const figures = await stampede(engine, requestCount, () => 2);
      expect(figures).toMatchObject({ requests: requestCount, losers: requestCount });
      report(`requests at once, ${engine}`, figures);
    },
  );
});
