import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { approversGroup, people as acme } from '../../sandbox/acme.ts';
import type { People } from '../../src/requests/ports.ts';
import { createPeople } from '../../src/slack/people.ts';
import { startEdge, type Edge } from './support.ts';

let edge: Edge;
let people: People;
let time = 0;
let waited: number[] = [];
beforeEach(async () => {
  edge = await startEdge();
  waited = [];
  people = createPeople({
    clients: edge.clients,
    monotonic: () => time,
    wait: async (ms) => void waited.push(ms),
    log: { warn() {} },
  });
});
afterEach(() => edge.slack.close());

const group = approversGroup.id;
const asked = (method: string) =>
  edge.slack.traffic.filter((one) => one.kind === 'call' && one.method === method).length;
const unreadable = { because: { reason: 'members_unreadable' } };

describe('the members of a list', () => {
  test('are at most half a minute old', async () => {
    expect([...(await people.members([group, 'U0OTHER']))]).toEqual([acme.alan.id, acme.bea.id, 'U0OTHER']);
    edge.slack.administration.setUserGroup(group, [acme.mina.id]);
    time += 29_999;
    expect((await people.members([group])).has(acme.alan.id)).toBe(true);
    time += 1;
    expect([...(await people.members([group]))]).toEqual([acme.mina.id]);
  });

  test('are read by all who ask at the same moment at once', async () => {
    await Promise.all([people.members([group]), people.members([group])]);
    expect(asked('usergroups.users.list')).toBe(1);
  });

  test('are whole, should Slack page them', async () => {
    const many = Array.from({ length: 25 }, (_, index) => `U0MANY${index}`);
    edge.slack.administration.setUserGroup(group, many);
    edge.slack.administration.setHabits({ groupPageSize: 10 });
    expect([...(await people.members([group]))]).toEqual(many);
  });

  test('let nobody in when the list never ends', async () => {
    const many = Array.from({ length: 51 }, (_, index) => `U0MANY${index}`);
    edge.slack.administration.setUserGroup(group, many);
    edge.slack.administration.setHabits({ groupPageSize: 1 });
    await expect(people.members([group])).rejects.toMatchObject(unreadable);
    expect(asked('usergroups.users.list')).toBe(50);
  });

  test('are read again after the pauses that a person waits through', async () => {
    for (const retryAfterSeconds of [10, 5]) {
      const effect = { kind: 'ratelimited', retryAfterSeconds } as const;
      edge.slack.trouble({ method: 'usergroups.users.list', times: 1, effect });
    }
    expect((await people.members([group])).size).toBe(2);
    expect(waited).toEqual([10_000, 5_000]);
  });

  test('let nobody in once the pauses together are too long', async () => {
    const effect = { kind: 'ratelimited', retryAfterSeconds: 8 } as const;
    edge.slack.trouble({ method: 'usergroups.users.list', effect });
    await expect(people.members([group])).rejects.toMatchObject(unreadable);
    expect(waited).toEqual([8_000]);
  });

  test('are not asked for without end where each pause is none', async () => {
    const effect = { kind: 'ratelimited', retryAfterSeconds: 0 } as const;
    edge.slack.trouble({ method: 'usergroups.users.list', effect });
    await expect(people.members([group])).rejects.toMatchObject(unreadable);
    expect(waited).toHaveLength(15);
  });

  test.each([
    { kind: 'ratelimited', retryAfterSeconds: 16 },
    { kind: 'ratelimited', retryAfterSeconds: null },
    { kind: 'html' },
    { kind: 'error', error: 'plan_upgrade_required' },
  ] as const)('let nobody in after %j', async (effect) => {
    edge.slack.trouble({ method: 'usergroups.users.list', effect });
    await expect(people.members([group])).rejects.toMatchObject(unreadable);
    expect(waited).toEqual([]);
    edge.slack.clearTrouble();
    expect((await people.members([group])).size).toBe(2);
  });
});

describe('a profile', () => {
  const ordinary = { isPerson: true, isDeleted: false, isGuest: false, isForeign: false };

  test('tells who the person is', async () => {
    expect(await people.profile(acme.bea.id)).toMatchObject({ ...ordinary, email: acme.bea.email });
  });

  test.each([
    [{ deactivated: true }, { isPerson: false, isDeleted: true }],
    [{ isBot: true }, { isPerson: false, isDeleted: false }],
    [{ isRestricted: true }, { isGuest: true }],
    [{ isUltraRestricted: true }, { isGuest: true }],
    [{ isStranger: true }, { isForeign: true }],
    [{ teamId: 'T0OTHER' }, { isForeign: true }],
  ] as const)('of somebody with %j tells it', async (change, told) => {
    edge.slack.administration.setPerson(acme.bea.id, change);
    expect(await people.profile(acme.bea.id)).toMatchObject({ ...ordinary, ...told });
  });

  test.each(['user_not_found', 'user_not_visible'])('that is %s is nobody', async (error) => {
    edge.slack.trouble({ method: 'users.info', effect: { kind: 'error', error } });
    expect(await people.profile('U0NOBODY')).toBeNull();
  });

  test('that cannot be read lets nobody in', async () => {
    edge.slack.trouble({ method: 'users.info', effect: { kind: 'error', error: 'internal_error' } });
    await expect(people.profile(acme.bea.id)).rejects.toMatchObject(unreadable);
  });

  test('is found by e-mail, or not', async () => {
    expect(await people.findByEmail(acme.bea.email)).toBe(acme.bea.id);
    expect(await people.findByEmail('nobody@acme.example')).toBeNull();
  });
});
