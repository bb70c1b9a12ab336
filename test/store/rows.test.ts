import { expect, test } from 'vitest';

import { parseRequest } from '../../src/store/rows.ts';
import { noon } from './builders.ts';

test('a user that version 0.1.0 stored is read, with null for what it did not ask Workfront for', () => {
  const user = {
    id: '5c37a1b2000000000000000000000001',
    name: 'Tyler Reid',
    email: 'tyler.reid@acme.example',
    username: 'tyler.reid@acme.example',
    isActive: true,
    isAdmin: false,
    title: null,
    accessLevel: 'Standard',
    homeGroup: 'Creative',
    manager: 'Bea Lindqvist',
    lastLoginAt: noon.toISOString(),
    scheduledDeactivationAt: null,
    deactivatedAt: null,
  };
  const request = parseRequest({
    id: 'r7kq2m9x3ta',
    version: 1,
    action: 'deactivate',
    state: 'pending',
    requester: 'U0REQUESTER',
    reason: null,
    targets: [{ user, slackUserId: null, outcome: { result: 'waiting' } }],
    reopened: null,
    run_at: null,
    approvals_required: 1,
    approvals: [],
    created_at: noon,
    expires_at: noon,
    decision: null,
    started_at: null,
    finished_at: null,
    trouble: null,
    dry_run: false,
    response_url: null,
  });
  expect(request.targets[0]?.user).toEqual({
    ...user,
    lastLoginAt: noon,
    accessLevelId: null,
    licenseType: null,
    homeGroupId: null,
    homeTeam: null,
    homeTeamId: null,
    managerId: null,
  });
});
