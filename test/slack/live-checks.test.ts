import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { people } from '../../sandbox/acme.ts';
import { lookLiveAtSlack, slackLiveChecks } from '../../src/slack/live-checks.ts';
import { startEdge, type Edge } from './support.ts';

let edge: Edge;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(() => edge.slack.close());

const about = slackLiveChecks.map((check) => check.about);

/** Each with its mark and what it says; `live, ` before each is left out. */
async function told(): Promise<readonly (readonly string[])[]> {
  return Array.fromAsync(lookLiveAtSlack(edge.clients), (seen) => [
    seen.state,
    seen.about.replace(/^live, /u, ''),
    seen.says,
  ]);
}

test('the page marks what is asked', async () => {
  const page = await readFile('docs/live-checks.md', 'utf8');
  const marked = [...page.matchAll(/\*\*reads\*\*, doctor “([^”]+)”/gu)].map(([, name]) => name);
  expect(about).toEqual(marked);
});

test('nothing is changed, and a usual workspace has a line for each', async () => {
  expect(await told()).toEqual([
    ['ok', about[0], 'nobody of the first 6 has left'],
    ['ok', about[1], 'no group is switched off'],
    ['ok', about[2], '2 of 2 members come at once'],
    ['ok', about[3], expect.stringMatching(/^of 6: 0 guests, 0 strangers, 0 of another team; of 0 it/u)],
  ]);
  const methods = edge.slack.traffic.flatMap((one) => (one.kind === 'call' ? one.method : []));
  expect(methods.filter((method) => !/\.(?:test|info|list)$/u.test(method))).toEqual([]);
});

test('what this workspace does otherwise is told', async () => {
  const { administration } = edge.slack;
  administration.setPerson(people.tyler.id, { deactivated: true });
  administration.setUserGroup('S02OFF', [people.mina.id], true);
  expect((await told()).slice(0, 2)).toEqual([
    ['ok', about[0], 'their e-mail is still told, so a mention finds them in Workfront'],
    ['ok', about[1], 'it has no members, so it lets nobody in'],
  ]);
  administration.setHabits({ leaversEmail: false, groupPageSize: 1, disabledGroup: 'no_such_subteam' });
  administration.setPerson(people.oscar.id, { isRestricted: true });
  administration.setPerson(people.mina.id, { isStranger: true, teamId: 'T02OTHER' });
  expect(await told()).toEqual([
    ['ok', about[0], 'their e-mail is not told: name them by e-mail or name, not by a mention'],
    ['ok', about[1], 'it is refused (no_such_subteam), so it lets nobody in'],
    ['ok', about[2], 'comes in pages, 1 at a time; all pages are read'],
    ['ok', about[3], expect.stringMatching(/^of 5: 1 guests, 1 strangers, 1 of another team;/u)],
  ]);
  administration.setHabits({ groupPageSize: null, disabledGroup: 'everybody' });
  expect((await told())[1]).toEqual(['warning', about[1], expect.stringContaining('still has 1 members')]);
});

test('a Slack that refuses is told once', async () => {
  edge.slack.trouble({ method: 'users.list', effect: { kind: 'error', error: 'fatal_error' } });
  expect(await told()).toEqual([['warning', 'Slack', 'nothing was asked (fatal_error)']]);
  edge.slack.clearTrouble();
});
