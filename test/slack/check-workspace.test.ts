import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { approversGroup, channels, people } from '../../sandbox/acme.ts';
import { readManifest } from '../../sandbox/slack/manifest.ts';
import { parseConfig, type Config } from '../../src/config.ts';
import { checkWorkspace, neededScopes, type WorkspaceCheck } from '../../src/slack/check-workspace.ts';
import { checkSlack } from '../../src/start-checks.ts';
import { startEdge, type Edge } from './support.ts';

let edge: Edge;
let config: Config;
beforeEach(async () => {
  edge = await startEdge();
  config = parseConfig({
    SLACK_BOT_TOKEN: edge.slack.botToken,
    SLACK_APP_TOKEN: edge.slack.appToken,
    SLACK_API_URL: edge.slack.apiUrl,
    WORKFRONT_URL: 'http://127.0.0.1:1',
    WORKFRONT_API_KEY: 'a'.repeat(32),
    APPROVAL_CHANNEL: channels.approvals.id,
    AUDIT_CHANNEL: channels.audit.id,
    REQUESTERS: people.rita.id,
    APPROVERS: approversGroup.id,
  });
});
afterEach(() => edge.slack.close());

const check = (): Promise<WorkspaceCheck> => checkWorkspace({ ...config, clients: edge.clients });

function trouble(method: string, error: string, times?: number): void {
  edge.slack.trouble({ method, ...(times && { times }), effect: { kind: 'error', error } });
}

/** What the check says, in one list. */
async function said(): Promise<readonly string[]> {
  const { problems, warnings } = await check();
  return [...problems.map((line) => `problem: ${line}`), ...warnings.map((line) => `warning: ${line}`)];
}

/** Runs the start's check with a clock that runs as it waits; gives the log lines and the waits. */
async function start() {
  let time = 0;
  const lines: unknown[] = [];
  const waits: number[] = [];
  const wait = async (ms: number) => {
    time += ms;
    waits.push(ms);
  };
  const log = { warn: (...line: unknown[]) => void lines.push(line) };
  const found = await checkSlack(config, log, { clients: edge.clients, wait, monotonic: () => time });
  return { found, lines, waits };
}

test('the scopes that are needed are those of the manifest, but for files', () => {
  const { scopes } = readManifest('manifest.yml');
  expect([...neededScopes, 'files:read', 'files:write'].toSorted()).toEqual(scopes.toSorted());
});

test('nothing is wrong with a workspace as it should be', async () => {
  expect(await check()).toMatchObject({
    workspaceUrl: 'https://acme.slack.com/',
    problems: [],
    warnings: [],
  });
});

describe('a channel', () => {
  const id = channels.approvals.id;
  test.each([
    [{ isArchived: true }, 'problem: APPROVAL_CHANNEL C01APPROVALS is archived.'],
    [
      { isFrozen: true },
      'problem: APPROVAL_CHANNEL C01APPROVALS is frozen: nobody can post there. Choose another channel.',
    ],
    [
      { isPendingExtShared: true },
      'problem: APPROVAL_CHANNEL C01APPROVALS is about to be shared with another organization. Choose a channel of your own.',
    ],
    [
      { isOrgShared: true },
      'warning: APPROVAL_CHANNEL C01APPROVALS is shared with other workspaces of your organization: people there can read it.',
    ],
  ])('with %j is told', async (change, line) => {
    edge.slack.administration.setChannel(id, change);
    expect(await said()).toEqual([line]);
  });
});

describe('a user group', () => {
  test.each([
    ['no_such_subteam', 'Check the S… id.'],
    ['plan_upgrade_required', 'User groups need a paid Slack plan: list user ids instead.'],
    ['missing_scope', 'Install the app again with the scopes of manifest.yml.'],
  ])('that is %s is told so', async (error, advice) => {
    trouble('usergroups.users.list', error);
    expect((await check()).problems).toEqual([
      `APPROVERS: the user group S01APPROVERS cannot be read (${error}). ${advice}`,
    ]);
  });
});

describe('while Slack has an incident', () => {
  test.each([
    ['auth.test', 'internal_error'],
    ['auth.test', 'fatal_error'],
    ['conversations.info', 'service_unavailable'],
    ['usergroups.users.list', 'internal_error'],
  ])('the start waits for %s that says %s', async (method, error) => {
    trouble(method, error, 2);
    const { found, lines, waits } = await start();
    expect(found.workspaceUrl).toBe('https://acme.slack.com/');
    expect(lines).toEqual([[{ code: error }, 'Slack cannot be asked now; the start waits for it']]);
    expect(waits).toEqual([500, 1_000]);
  });

  test.each([
    [2, 'A01WFBOT', [500, 2_000]],
    [9, null, [500, 2_000, 8_000]],
  ])('the start waits a little for which app this is: %i failures', async (times, appId, pauses) => {
    trouble('bots.info', 'internal_error', times);
    const { found, waits } = await start();
    expect(found.installed).toMatchObject({ teamId: 'T01ACME', appId });
    expect(waits).toEqual(pauses);
  });

  test('but not where Slack says that it does not tell', async () => {
    trouble('bots.info', 'bot_not_found');
    const { found, waits } = await start();
    expect([found.installed.appId, waits]).toEqual([null, []]);
  });

  test.each([
    [{ kind: 'html' }, 'not_json'],
    [{ kind: 'ratelimited', retryAfterSeconds: 20 }, 'ratelimited'],
    [{ kind: 'ratelimited', retryAfterSeconds: null }, 'ratelimited'],
  ] as const)('and for %j', async (effect, code) => {
    edge.slack.trouble({ method: 'auth.test', times: 1, effect });
    const { lines, waits } = await start();
    expect(lines).toMatchObject([[{ code }, expect.any(String)]]);
    expect(waits).toEqual([code === 'ratelimited' && effect.retryAfterSeconds !== null ? 20_000 : 500]);
  });

  test('one line a minute is logged, however often Slack is asked', async () => {
    trouble('auth.test', 'internal_error', 20);
    const { lines, waits } = await start();
    const passed = waits.reduce((sum, ms) => sum + ms, 0);
    expect(waits).toHaveLength(20);
    expect(passed).toBeGreaterThan(180_000);
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.length).toBeLessThanOrEqual(passed / 60_000 + 1);
  });
});

test('a token that Slack does not know is a problem at once', async () => {
  edge.slack.administration.revoke('bot');
  expect((await check()).problems).toEqual([
    "SLACK_BOT_TOKEN is not accepted by Slack (token_revoked). Copy it again from the app's page, Install App.",
  ]);
});
