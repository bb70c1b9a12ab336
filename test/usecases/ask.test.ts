import { describe, expect, test } from 'vitest';

import type { MomentTyped } from '../../src/requests/moment-typed.ts';
import type { Policy } from '../../src/requests/policy.ts';
import type { LookUp, SlackProfile } from '../../src/requests/ports.ts';
import { Refusal } from '../../src/requests/refusal.ts';
import type { WorkfrontUser } from '../../src/requests/request.ts';
import { ask, type Ask } from '../../src/usecases/ask.ts';
import { aUser, minutesAfterNoon, noon } from '../store/builders.ts';
import { keeping, peopleOf, workfrontOf } from './in-memory.ts';
import { policyWith } from './policy-with.ts';

const [rita, alan] = ['U01RITA', 'U01ALAN'];
const tyler = aUser({ name: 'Tyler Reid', email: 'tyler.reid@acme.example' });
const kim = aUser({ name: 'Kim Lee', email: 'kim.lee@acme.example', username: 'klee' });
const leeAnn = aUser({ name: 'Lee Ann', email: 'lee.ann@acme.example', username: 'lann' });
const usual: Ask = {
  action: 'deactivate',
  requester: rita,
  question: { by: 'email', email: tyler.email },
  asked: tyler.email,
  reason: null,
  at: null,
  successor: null,
  unsure: false,
  responseUrl: 'https://hooks.slack.example/1',
};
const lee: Partial<Ask> = { question: { by: 'name', name: 'lee' }, asked: 'lee' };

/** Rita asks at noon: what she is answered, the rows, the look-ups kept, and what was read as a date. */
async function asking(
  changes: Partial<Ask> = {},
  options: {
    policy?: Partial<Policy>;
    rita?: Partial<SlackProfile>;
    read?: MomentTyped;
    users?: readonly WorkfrontUser[];
  } = {},
) {
  const lookUps: LookUp[] = [];
  const read: unknown[] = [];
  const { store, saved } = keeping(
    [],
    { findOpenRequestsFor: async () => new Map() },
    { insertLookUp: async (lookUp) => void lookUps.push(lookUp) },
  );
  const people = peopleOf({ [rita]: { name: 'Rita', ...options.rita }, [alan]: {} }, [rita, alan]);
  const ports = {
    store,
    people,
    workfront: workfrontOf(options.users ?? [tyler, kim, leeAnn]),
    now: () => noon,
    newId: () => 'l7kq2m9x3ta',
    readMoment: (...typed: readonly unknown[]): MomentTyped => {
      read.push(typed);
      return options.read ?? { kind: 'unreadable' };
    },
  };
  const came = await ask(ports, policyWith(options.policy), { ...usual, ...changes }).catch(
    (error: unknown) => {
      if (error instanceof Refusal) return error.because;
      throw error;
    },
  );
  return { came, lookUps, read, rows: saved.flatMap(({ audit = [] }) => audit) };
}

describe('a question about one person', () => {
  test('that is beyond doubt becomes a request, with a row for each step', async () => {
    const { came, rows, lookUps } = await asking({ reason: 'left on Friday' });
    expect(came).toMatchObject({
      kind: 'submitted',
      request: { targets: [{ user: tyler }], reason: 'left on Friday', runAt: null, ticket: null },
    });
    const by = { at: noon, requestId: null, actor: rita };
    const { action, asked } = usual;
    expect(rows.slice(0, 2)).toEqual([
      {
        event: 'asked',
        ...by,
        data: { action, asked, reason: 'left on Friday', at: null, actorName: 'Rita' },
      },
      { event: 'looked_up', ...by, data: { asked, found: [tyler.id], more: false, actorName: 'Rita' } },
    ]);
    expect(rows.map(({ event }) => event)).toEqual(['asked', 'looked_up', 'submitted']);
    expect(lookUps).toEqual([]);
  });

  test('in a dry run is marked as one in each row', async () => {
    const { rows } = await asking({}, { policy: { dryRun: true } });
    expect(rows.map(({ data }) => 'dryRun' in data && data.dryRun)).toEqual([true, true, true]);
  });

  test('that may have been meant otherwise is asked back before anybody else sees it', async () => {
    const { came, lookUps, rows } = await asking({ unsure: true, reason: 'ill' });
    const lookUp = {
      id: 'l7kq2m9x3ta',
      action: 'deactivate',
      requester: rita,
      asked: tyler.email,
      reason: 'ill',
      runAt: null,
      takeOver: null,
      candidates: [tyler.id],
      createdAt: noon,
    };
    expect(came).toEqual({ kind: 'confirm', lookUp, user: tyler });
    expect(lookUps).toEqual([lookUp]);
    expect(rows.map(({ event }) => event)).toEqual(['asked', 'looked_up']);
  });

  test('that fits several is a choice of those, and guesses nobody', async () => {
    const { came, lookUps } = await asking(lee);
    expect(came).toMatchObject({ kind: 'pick', users: [kim, leeAnn], more: false });
    expect(lookUps).toMatchObject([{ candidates: [kim.id, leeAnn.id], asked: 'lee' }]);
    const users = Array.from({ length: 26 }, (_, one) => aUser({ name: `Lee ${one}` }));
    const many = await asking(lee, { users });
    expect(many.came).toMatchObject({ kind: 'pick', users: { length: 25 }, more: true });
    expect(many.rows.at(-1)).toMatchObject({ event: 'looked_up', data: { more: true } });
  });

  test('that names nobody is refused, with what was asked in the log', async () => {
    const { came, rows } = await asking({ question: { by: 'email', email: 'no@acme.example' }, asked: 'no' });
    expect(came).toMatchObject({ reason: 'user_unknown', asked: 'no@acme.example' });
    expect(rows.map(({ event }) => event)).toEqual(['asked', 'refused']);
    expect(rows.at(-1)).toMatchObject({ actor: rita, data: { attempted: 'deactivate', actorName: 'Rita' } });
  });

  test('whose successor cannot take over is refused, and the log says about whom', async () => {
    const who = { kind: 'person', question: { by: 'name', name: 'lee' }, asked: 'lee' } as const;
    const { came, rows } = await asking({ successor: { who, onlyIfAll: false } });
    expect(came).toMatchObject({ reason: 'successor', why: 'several' });
    expect(rows.at(-1)).toMatchObject({ data: { about: { people: [{ id: tyler.id }] } } });
    const several = await asking({ ...lee, successor: { who, onlyIfAll: false } });
    expect(several.rows.at(-1)?.data).not.toHaveProperty('about');
  });

  test('needs what the configuration wants before anybody is looked up', async () => {
    const policy = { reasonRequired: true, ticketPattern: /OPS-\d+/u };
    expect(await asking({}, { policy })).toMatchObject({
      came: { reason: 'reason_missing' },
      rows: { length: 1 },
    });
    for (const reason of ['ill', null]) {
      const without = await asking({ reason }, { policy: { ...policy, reasonRequired: false } });
      expect(without.came).toMatchObject({ reason: 'ticket_missing' });
    }
    const { came } = await asking({ reason: 'OPS-12 ill' }, { policy });
    expect(came).toMatchObject({ request: { ticket: 'OPS-12' } });
    const unlisted = await asking({ requester: 'U01OSCAR' });
    expect(unlisted).toMatchObject({
      came: { reason: 'not_a_requester' },
      rows: [{ data: { asked: tyler.email } }],
    });
  });
});

describe('a date in words', () => {
  const [noonThen, later] = [minutesAfterNoon(600), minutesAfterNoon(900)];

  test('is read in the time zone of who asks, at this moment', async () => {
    const read = { kind: 'moment', at: later } as const;
    const there = { timeZone: 'Europe/Berlin' };
    const { came, rows, read: readings } = await asking({ at: 'tonight' }, { read, rita: there });
    expect(readings).toEqual([['tonight', 'Europe/Berlin', noon]]);
    expect(came).toMatchObject({ request: { runAt: later } });
    expect(rows[0]).toMatchObject({ event: 'asked', data: { at: 'tonight' } });
    expect((await asking({ at: 'tonight' }, { read })).read).toEqual([['tonight', 'UTC', noon]]);
    expect((await asking()).read).toEqual([]);
    const now = await asking({ at: 'now' }, { read: { kind: 'now' } });
    expect(now.came).toMatchObject({ kind: 'submitted', request: { runAt: null } });
  });

  test.each<readonly [MomentTyped, object]>([
    [{ kind: 'unreadable' }, { why: 'form', readings: [] }],
    [
      { kind: 'past', at: noonThen },
      { why: 'past', readings: [noonThen] },
    ],
    [
      { kind: 'too_far', at: noonThen },
      { why: 'too_far', readings: [noonThen] },
    ],
    [
      { kind: 'ambiguous', readings: [noonThen, later] },
      { why: 'ambiguous', readings: [noonThen, later] },
    ],
    [
      { kind: 'no_time', days: [noonThen] },
      { why: 'no_time', readings: [noonThen] },
    ],
  ])('that is no moment is refused with what was read: %j', async (read, because) => {
    const { came, rows } = await asking({ at: 'friday', reason: 'ill' }, { read });
    expect(came).toEqual({ reason: 'date_unusable', typed: 'friday', because: 'ill', ...because });
    expect(rows.map(({ event }) => event)).toEqual(['refused']);
  });
});
