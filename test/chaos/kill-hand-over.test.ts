import { setTimeout as wait } from 'node:timers/promises';

import { expect, test } from 'vitest';

import { startBotProcess } from '../../sandbox/bot.ts';
import { plainText } from '../../sandbox/slack/block-kit/plain-text.ts';
import { newTarget, removeTarget } from '../support/store.ts';
import { openMessages } from './support/board.ts';
import { countOf, createRandom, report, seed } from './support/settings.ts';
import { approvers, openStage, requesters } from './support/stage.ts';

const kills = countOf({ short: 3, full: 30 });
const many = 200;
const answers = ['refused whole', 'partly done', 'short answer'] as const;
const tables = [
  ['PROJ', 'ownerID'],
  ['TMPL', 'ownerID'],
  ['PORT', 'ownerID'],
  ['PRGM', 'ownerID'],
  ['TEAMOB', 'ownerID'],
  ['ITRN', 'ownerID'],
  ['RRUL', 'defaultAssignedToID'],
  ['ASSGN', 'assignedToID'],
] as const;

test(
  `kill-hand-over: of ${many} things none is moved twice, forgotten or given to somebody else when the bot is killed ${kills} times (seed ${seed})`,
  { timeout: 120_000 + kills * 60_000 },
  async () => {
    const target = await newTarget('embedded');
    const stage = await openStage(target);
    const { slack, workfront } = stage;
    const env = { ...stage.env, HAND_OVER_ASSIGNMENTS: 'true', HOURLY_LIMIT: '0' };
    const random = createRandom('kill-hand-over');
    const rita = slack.person(requesters[0] ?? '');
    const alan = slack.person(approvers[0] ?? '');
    let bot = startBotProcess(env);
    let midway = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      await bot.begin();
      workfront.setHabits({
        badRecord: answers[kill % answers.length] ?? 'partly done',
        swappedRows: kill % 2 === 0 ? 'kept' : 'made anew',
      });
      const leaver = workfront.directory.add({ name: `Leaver ${kill}` });
      const successor = workfront.directory.add({ name: `Successor ${kill}` });
      workfront.objects.give(leaver.ID, many);
      const heldBy = (id: string) =>
        tables.flatMap(([objCode, field]) =>
          workfront.objects.rows(objCode).filter((row) => row[field] === id),
        );
      const [kept] = workfront.objects.rows('PROJ').filter((row) => row['ownerID'] === leaver.ID);
      workfront.objects.refuse(kept?.ID ?? '', 'stays with the PMO');
      await rita.type(`/wf-deactivate ${leaver.ID} to: ${successor.ID}`);
      const card = await slack.until(() => openMessages(slack)[0], 'the card', 30_000);
      const before = workfront.objects.changes.length;
      const moment = random.between(0, many - 2);
      const reached = new Promise<void>((resolve) => {
        const stop = workfront.onChange(() => {
          if (workfront.objects.changes.length - before < moment) return;
          stop();
          resolve();
        });
      });
      await alan.click(card, 'Deactivate');
      await reached;
      await wait(random.between(0, 30));
      const moved = heldBy(successor.ID).length;
      if (moved > 0 && workfront.directory.find(leaver.ID)?.isActive === true) midway += 1;
      await bot.kill();
      bot = startBotProcess(env);
      const shown = () => plainText(slack.message(card) ?? card);
      await slack.until(() => shown().includes(`Leaver ${kill} is deactivated`), 'the end', 50_000);
      expect(shown()).toContain(`${many - 1} of ${many} things moved to Successor ${kill}`);
      expect(heldBy(leaver.ID).map(({ ID }) => ID)).toEqual([kept?.ID]);
      expect(heldBy(successor.ID)).toHaveLength(many - 1);
      const changes = workfront.objects.changes.filter(({ to }) => to === successor.ID);
      expect(new Set(changes.map(({ id }) => id)).size).toBe(changes.length);
      expect(changes).toHaveLength(many - 1);
    }
    await bot.kill();
    report('kill-hand-over', {
      kills,
      things: kills * many,
      'killed midway': midway,
      doubled: 0,
      forgotten: 0,
    });
    await stage.close();
    await removeTarget(target);
  },
);
