import { describe, expect, test } from 'vitest';

import { readEnvelope } from '../../src/slack/envelope.ts';
import type { InstalledApp } from '../../src/slack/installed-app.ts';
import { isForeign } from '../../src/slack/listeners/gates.ts';

const installed: InstalledApp = { teamId: 'T01ACME', enterpriseId: 'E01ACME', appId: 'A01BOT', scopes: [] };

/** A command as Slack sends it, and a click, each from where `from` says. */
const payloads = (from: { team: string | null; enterprise: string | null; app: string | null }) => [
  {
    command: '/wf-deactivate',
    user_id: 'U01RITA',
    team_id: from.team,
    enterprise_id: from.enterprise,
    api_app_id: from.app,
  },
  {
    type: 'block_actions',
    user: { id: 'U01RITA' },
    team: from.team === null ? null : { id: from.team },
    enterprise: from.enterprise === null ? null : { id: from.enterprise, name: 'Acme' },
    api_app_id: from.app,
  },
];

const ours = { team: 'T01ACME', enterprise: 'E01ACME', app: 'A01BOT' };

function foreignOf(from: typeof ours | Parameters<typeof payloads>[0], app = installed): readonly boolean[] {
  return payloads(from).map((payload) => {
    const envelope = readEnvelope(payload);
    if (!envelope) throw new Error('somebody sent it');
    return isForeign(envelope, app);
  });
}

describe('a command and a click', () => {
  test('from where the app is installed are taken', () => {
    expect(foreignOf(ours)).toEqual([false, false]);
  });

  test.each([
    ['workspace', { team: 'T0OTHER' }],
    ['organization', { enterprise: 'E0OTHER' }],
    ['app', { app: 'A0OTHER' }],
  ])('from another %s are not', (_, change) => {
    expect(foreignOf({ ...ours, ...change })).toEqual([true, true]);
  });

  test('that do not say where they come from refuse nobody', () => {
    expect(foreignOf({ team: null, enterprise: null, app: null })).toEqual([false, false]);
  });

  test('are taken where Slack did not say where the app is installed', () => {
    const unknown = { teamId: null, enterpriseId: null, appId: null, scopes: [] };
    expect(foreignOf({ team: 'T0X', enterprise: 'E0X', app: 'A0X' }, unknown)).toEqual([false, false]);
  });

  test('of any workspace are taken by an app that stands for its whole organization, and of no other', () => {
    const organization = { ...installed, teamId: null };
    expect(foreignOf({ ...ours, team: 'T0SISTER' }, organization)).toEqual([false, false]);
    expect(foreignOf({ ...ours, enterprise: 'E0OTHER' }, organization)).toEqual([true, true]);
  });
});
