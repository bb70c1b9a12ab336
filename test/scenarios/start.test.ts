import { describe, expect, test } from 'vitest';

import { approversGroup, channels, people } from '../../sandbox/acme.ts';
import type { SlackSandbox } from '../../sandbox/slack/sandbox.ts';
import { StartError } from '../../src/start-checks.ts';
import { startWorld, type WorldOptions } from '../support/world.ts';

/** What the bot says instead of starting. */
async function refusal(options: WorldOptions): Promise<string> {
  const started = startWorld({ workfront: { users: 0 }, ...options });
  const error = await started.then(
    (world) => world.close(),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StartError);
  return error instanceof Error ? error.message : '';
}

const prepare = (change: (slack: SlackSandbox) => void) => refusal({ prepare: change });
const { approvals } = channels;

describe('the bot does not start, and says what to do,', () => {
  test('when the approval channel is public', async () => {
    expect(
      await prepare(({ administration }) => administration.setChannel(approvals.id, { isPrivate: false })),
    ).toBe(
      "APPROVAL_CHANNEL C01APPROVALS is public. Who leaves is not everybody's news: choose a private channel.",
    );
  });

  test('when a channel is shared with another organization', async () => {
    expect(
      await prepare(({ administration }) =>
        administration.setChannel(channels.audit.id, { isExtShared: true }),
      ),
    ).toBe('AUDIT_CHANNEL C01AUDIT is shared with another organization. Choose a channel of your own.');
  });

  test('when the bot is not in the channel', async () => {
    expect(
      await prepare(({ administration }) => administration.leave(approvals.id, administration.botUserId)),
    ).toBe(
      'APPROVAL_CHANNEL C01APPROVALS cannot be read (channel_not_found). Check the id, and invite the bot: /invite @wf-deactivate',
    );
  });

  test('when scopes are missing, all of them named', async () => {
    const said = await prepare(({ administration }) =>
      administration.setScopes([
        'chat:write',
        'commands',
        'groups:read',
        'channels:read',
        'usergroups:read',
        'im:write',
      ]),
    );
    expect(said).toContain(
      "SLACK_BOT_TOKEN lacks the scopes users:read, users:read.email. Add them on the app's page, OAuth & Permissions, and install the app again.",
    );
  });

  test('when the bot token was revoked', async () => {
    expect(await prepare(({ administration }) => administration.revoke('bot'))).toBe(
      "SLACK_BOT_TOKEN is not accepted by Slack (token_revoked). Copy it again from the app's page, Install App.",
    );
  });

  test('when the user group of the approvers cannot be read', async () => {
    expect(
      await prepare((slack) =>
        slack.trouble({
          method: 'usergroups.users.list',
          effect: { kind: 'error', error: 'plan_upgrade_required' },
        }),
      ),
    ).toBe(
      'APPROVERS: the user group S01APPROVERS cannot be read (plan_upgrade_required). User groups need a paid Slack plan: list user ids instead.',
    );
  });

  test('when there are fewer approvers than approvals, and other problems are told with it', async () => {
    const said = await refusal({
      env: { APPROVALS_REQUIRED: '2' },
      prepare({ administration }) {
        administration.setUserGroup(approversGroup.id, [people.alan.id]);
        administration.setChannel(approvals.id, { isPrivate: false });
      },
    });
    expect(said.split('\n')).toEqual([
      expect.stringContaining('APPROVAL_CHANNEL C01APPROVALS is public.'),
      'APPROVERS: too few people (1, needed: 2). Add user ids or groups.',
    ]);
  });

  test('when Workfront does not take the API key', async () => {
    const said = await refusal({ env: { WORKFRONT_API_KEY: 'f'.repeat(32) } });
    expect(said).toBe(
      'Workfront did not accept the credential (HTTP 401): GET /attask/api/v22.0/session. Check WORKFRONT_AUTH and what belongs to it.',
    );
    expect(said).not.toContain('ffff');
  });

  test('when something before Workfront refuses, and its answer is no version that is wrong', async () => {
    const said = await refusal({
      env: (workfront) => {
        workfront.trouble({ effect: { kind: 'html', status: 403 } });
        return {};
      },
    });
    expect(said).toMatch(
      /^Something before Workfront refused, such as its IP allow-list or a proxy \(HTTP 403\)/,
    );
    expect(said).not.toContain('WORKFRONT_API_VERSION');
  });

  test('when Workfront does not speak the version', async () => {
    expect(await refusal({ env: { WORKFRONT_API_VERSION: '99.0' } })).toBe(
      'No Workfront API of this version answers at this address (HTTP 404): GET /attask/api/v99.0/session. Check WORKFRONT_URL, WORKFRONT_API_VERSION and what belongs to it.',
    );
  });
});

test('the bot starts once an incident of Slack is over', async () => {
  const world = await startWorld({
    workfront: { users: 0 },
    prepare(slack) {
      slack.trouble({ method: 'auth.test', times: 1, effect: { kind: 'error', error: 'fatal_error' } });
      slack.trouble({ method: 'apps.connections.open', times: 1, effect: { kind: 'html' } });
      slack.trouble({
        method: 'apps.connections.open',
        times: 1,
        effect: { kind: 'error', error: 'internal_error' },
      });
    },
  });
  expect(world.slack.connections()).toBe(1);
  await world.close();
});

test('an app token that Slack does not accept is told as one', async () => {
  expect(await prepare(({ administration }) => administration.revoke('app'))).toBe(
    'Slack cannot be connected: SLACK_APP_TOKEN is not accepted (token_revoked)',
  );
});
