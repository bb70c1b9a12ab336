import { randomBytes } from 'node:crypto';

import type { AuditEntry } from '../../src/requests/audit.ts';
import { accessItems, type Item } from '../../src/requests/items.ts';
import type { Changes, SlackProfile } from '../../src/requests/ports.ts';
import type { Request, Target, WorkfrontUser } from '../../src/requests/request.ts';

export const noon = new Date('2026-03-04T12:00:00.123Z');

export function minutesAfterNoon(minutes: number): Date {
  return new Date(noon.getTime() + minutes * 60_000);
}

export function aUser(changes: Partial<WorkfrontUser> = {}): WorkfrontUser {
  return {
    id: randomBytes(16).toString('hex'),
    name: 'Tyler Reid',
    email: 'Tyler.Reid@acme.example',
    username: 'treid',
    isActive: true,
    isAdmin: false,
    title: 'Editor',
    accessLevel: 'Worker',
    accessLevelId: null,
    licenseType: 'W',
    homeGroup: null,
    homeGroupId: null,
    homeTeam: null,
    homeTeamId: null,
    manager: null,
    managerId: null,
    lastLoginAt: minutesAfterNoon(-600),
    scheduledDeactivationAt: null,
    deactivatedAt: null,
    ...changes,
  };
}

/** A member of the workspace, as Slack tells of them. */
export function aProfile(changes: Partial<SlackProfile> = {}): SlackProfile {
  return {
    id: 'U0ALAN',
    name: 'Alan Ott',
    email: null,
    timeZone: null,
    isPerson: true,
    isDeleted: false,
    isGuest: false,
    isForeign: false,
    ...changes,
  };
}

export function aTarget(user: WorkfrontUser = aUser(), changes: Partial<Target> = {}): Target {
  return {
    user,
    slackUserId: null,
    outcome: { result: 'waiting' },
    leftOutBy: null,
    successor: null,
    ...changes,
  };
}

export function aRequest(changes: Partial<Request> = {}): Request {
  return {
    id: `r_${randomBytes(10).toString('hex')}`,
    version: 1,
    action: 'deactivate',
    state: 'pending',
    requester: 'U0REQUESTER',
    reason: null,
    targets: [aTarget()],
    runAt: null,
    approvalsRequired: 1,
    approvals: [],
    createdAt: noon,
    expiresAt: minutesAfterNoon(72 * 60),
    decision: null,
    startedAt: null,
    finishedAt: null,
    trouble: null,
    reopened: null,
    undoOf: null,
    ticket: null,
    escalatedAt: null,
    lifted: null,
    ticked: null,
    impact: null,
    handOver: null,
    tallies: [],
    dryRun: false,
    responseUrl: 'https://hooks.slack.example/commands/1',
    ...changes,
  };
}

/** A project that is to change hands. */
export function anItem(changes: Partial<Item> = {}): Item {
  return {
    phase: 'hand_over',
    position: 0,
    kind: 'projects',
    type: 'PROJ',
    objectId: '1'.repeat(32),
    name: 'Spring',
    link: null,
    field: 'ownerID',
    from: 'a'.repeat(32),
    to: 'b'.repeat(32),
    outcome: { result: 'waiting' },
    retry: null,
    settledAt: null,
    ...changes,
  };
}

/** The request with the items that its targets' outcomes stand in. */
export function stored(request: Request): Changes {
  const isBegun = request.targets.some(({ outcome }) => outcome.result !== 'waiting');
  return { request, items: isBegun ? accessItems(request) : [] };
}

/** A denial, whose reason tells one entry from another. */
export function anEntry(
  changes: Partial<Extract<AuditEntry, { event: 'denied' }>> = {},
): Extract<AuditEntry, { event: 'denied' }> {
  return {
    at: noon,
    event: 'denied',
    requestId: null,
    actor: 'U0APPROVER',
    data: { reason: 'stays' },
    ...changes,
  };
}

/** Reads to the end. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
