/**
 * One request about many people, from the command to the result, with Slack and Workfront as slow as they may be:
 * one post a second in Slack, four requests at a time in Workfront, and some answers of 429.
 *
 *   node bench/bulk.ts [--people 1000]
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { channels, people } from '../sandbox/acme.ts';
import { environmentOf, startBotProcess } from '../sandbox/bot.ts';
import { plainText } from '../sandbox/slack/block-kit/plain-text.ts';
import { readManifest } from '../sandbox/slack/manifest.ts';
import { startSlackSandbox } from '../sandbox/slack/sandbox.ts';
import { startWorkfront } from '../sandbox/workfront/start.ts';
import { newTarget, removeTarget } from '../test/support/store.ts';

const { values } = parseArgs({ options: { people: { type: 'string' } } });
const count = Number(values.people ?? 1_000);

const slack = await startSlackSandbox({ manifest: readManifest('manifest.yml') });
const workfront = await startWorkfront({ users: 50, maxConcurrent: 4 });
slack.administration.setHabits({ postsPerSecond: 1 });
const target = await newTarget('embedded');
const bot = startBotProcess({
  ...environmentOf(slack, workfront, target),
  MAX_BULK: String(count),
  BULK_BRAKE: String(count),
  HOURLY_LIMIT: '0',
});
await bot.begin();
// What the start asks of Workfront once is not the list's.
await wait(3_000);
const leavers = Array.from({ length: count }, (_, index) =>
  workfront.directory.add({ name: `Leaver ${index}` }),
);
const rita = slack.person(people.rita.id);
const alan = slack.person(people.alan.id);

let part = mark();
await rita.type(`/wf-deactivate ${leavers.map(({ ID }) => ID).join(', ')} reason: season over`);
const summary = await slack.until(
  () => rita.sees().find((one) => plainText(one).includes(`Ask for ${count} people`)),
  'the summary',
  120_000,
);
tell('looked up');

part = mark();
await rita.click(summary, `Ask for ${count} people`);
const card = await slack.until(
  () =>
    slack.messages(channels.approvals.id).find((one) => JSON.stringify(one.blocks).includes('wf_approve')),
  'the card',
  120_000,
);
tell('asked for');

part = mark();
for (const after of [2, 7, 12]) {
  void wait(after * 200).then(() =>
    workfront.trouble({ times: 1, effect: { kind: 'status', status: 429, retryAfter: 1 } }),
  );
}
await alan.click(card, 'Deactivate');
await slack.until(
  () => plainText(slack.message(card) ?? card).includes(`${count} of ${count} done`),
  'the end',
  600_000,
);
tell('changed');
await slack.until(() => rita.dm().length > 0, 'the result', 60_000);
await wait(15_000);
tell('all told');
const status = await readFile(`/proc/${bot.pid}/status`, 'utf8');
console.log(
  `memory: ${Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)} MB at its highest`,
);
await bot.stop();
await slack.close();
await workfront.close();
await removeTarget(target);

function mark() {
  return { at: performance.now(), slack: slack.traffic.length, workfront: workfront.traffic.length };
}

function tell(what: string): void {
  const seconds = ((performance.now() - part.at) / 1_000).toFixed(1);
  const calls = slack.traffic.slice(part.slack).filter(({ kind }) => kind === 'call');
  const methods = Map.groupBy(calls, (one) => ('method' in one ? one.method : ''));
  const by = [...methods].map(([method, all]) => `${method} ${all.length}`).join(', ');
  const requests = workfront.traffic.length - part.workfront;
  console.log(
    `${what}: ${seconds} s, ${requests} requests to Workfront, ${calls.length} calls to Slack (${by})`,
  );
}
