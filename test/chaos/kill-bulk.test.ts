import { setTimeout as wait } from 'node:timers/promises';

import { expect, test } from 'vitest';

import { startBotProcess } from '../../sandbox/bot.ts';
import { plainText } from '../../sandbox/slack/block-kit/plain-text.ts';
import { named } from '../../sandbox/workfront/records/named.ts';
import { newTarget, removeTarget } from '../support/store.ts';
import { openMessages } from './support/board.ts';
import { countOf, createRandom, report, seed } from './support/settings.ts';
import { approvers, openStage, requesters } from './support/stage.ts';

const kills = countOf({ short: 3, full: 30 });
const many = 100;
const answers = ['refused whole', 'partly done', 'short answer'] as const;

test(
  `kill-bulk: of ${many} people at once nobody is changed twice or forgotten when the bot is killed ${kills} times (seed ${seed})`,
  { timeout: 120_000 + kills * 60_000 },
  async () => {
    const target = await newTarget('embedded');
    const stage = await openStage(target);
    const { slack, workfront } = stage;
    const env = {
      ...stage.env,
      MAX_BULK: '200',
      BULK_BRAKE: '200',
      HOURLY_LIMIT: '0',
      ALLOW_ADMIN_TARGETS: 'true',
    };
    const random = createRandom('kill-bulk');
    const rita = slack.person(requesters[0] ?? '');
    const alan = slack.person(approvers[0] ?? '');
    let bot = startBotProcess(env);
    let midway = 0;
    // A Workfront that takes its time, so that most kills come while people are being changed.
    workfront.trouble({ match: { method: 'PUT' }, effect: { kind: 'delay', milliseconds: 150 } });
    for (let kill = 0; kill < kills; kill += 1) {
      await bot.begin();
      workfront.setHabits({ badRecord: answers[kill % answers.length] ?? 'partly done' });
      const leavers = Array.from({ length: many - 1 }, (_, index) =>
        workfront.directory.add({ name: `Leaver ${kill} ${index}` }),
      );
      const ids = [...leavers.map(({ ID }) => ID), named.adminEmail];
      const before = rita.sees().length;
      await rita.type(`/wf-deactivate ${ids.join(', ')} reason: round ${kill}`);
      const summary = await slack.until(
        () =>
          rita
            .sees()
            .slice(before)
            .find((one) => plainText(one).includes(`Ask for ${many} people`)),
        'the summary',
        30_000,
      );
      await rita.click(summary, `Ask for ${many} people`);
      const card = await slack.until(() => openMessages(slack)[0], 'the card', 30_000);
      const changed = workfront.stateChanges.length;
      await alan.click(card, 'Deactivate');
      await wait(random.between(0, 1_200));
      const done = workfront.stateChanges.length - changed;
      if (done > 0 && done < many - 1) midway += 1;
      await bot.kill();
      bot = startBotProcess(env);
      const shown = () => plainText(slack.message(card) ?? card);
      await slack.until(
        () => shown().includes(`${many - 1} of ${many} done, 1 not possible`),
        'the end',
        50_000,
      );
      expect(shown()).toContain('Admin Email');
      const result = () =>
        rita.dm().filter((one) => plainText(one).includes(/Request (r\w{10})/u.exec(shown())?.[1] ?? '–'));
      await slack.until(() => result().length > 0, 'the result', 30_000);
      const own = new Set(ids);
      const changes = workfront.stateChanges.filter(({ userId, by }) => own.has(userId) && by === 'api');
      expect(changes.map(({ userId }) => userId).toSorted()).toEqual(leavers.map(({ ID }) => ID).toSorted());
    }
    await bot.kill();
    report('kill-bulk', { kills, people: kills * many, 'killed midway': midway, doubled: 0, forgotten: 0 });
    await stage.close();
    await removeTarget(target);
  },
);
