import { describe, expect, test } from 'vitest';

import { WorkfrontFailure } from '../../src/requests/errors.ts';
import type { Policy } from '../../src/requests/policy.ts';
import type { LookUp, Ports, SlackProfile } from '../../src/requests/ports.ts';
import type { Request, TakeOver, WorkfrontUser } from '../../src/requests/request.ts';
import { pick } from '../../src/usecases/pick.ts';
import { submit, type SubmitPorts, type Wish } from '../../src/usecases/submit.ts';
import { suggestPeople } from '../../src/usecases/suggest-people.ts';
import { findTakeOver, type SuccessorAsked } from '../../src/usecases/take-over.ts';
import { undo } from '../../src/usecases/undo.ts';
import { aRequest, aTarget, aUser, minutesAfterNoon, noon } from '../store/builders.ts';
import { failing, keeping, peopleOf, workfrontOf } from './in-memory.ts';
import { policyWith } from './policy-with.ts';

const rita = 'U01RITA';
const user = (name: string, changes: Partial<WorkfrontUser> = {}) => {
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@acme.example`;
  return aUser({ name, email, username: email, ...changes });
};
const bea = user('Bea Lindqvist');
const tyler = user('Tyler Reid', { managerId: bea.id, manager: bea.name });
const jordan = user('Jordan Lee');
const priya = user('Priya Nair', { isActive: false });
const everybody = [tyler, jordan, priya, bea];

const profiles: Readonly<Record<string, Partial<SlackProfile>>> = {
  [rita]: { name: 'Rita' },
  U01ALAN: { name: 'Alan' },
  U01GUEST: { name: 'Gus', isGuest: true },
  U01BOT: { name: 'Bot', isPerson: false },
};

type Options = {
  readonly users?: readonly WorkfrontUser[];
  readonly requests?: readonly Request[];
  readonly open?: Readonly<Record<string, string>>;
  /** Who stands on every list. */
  readonly listed?: readonly string[];
  readonly store?: Partial<Ports['store']>;
  readonly accounts?: Readonly<Record<string, string>>;
  readonly lookUp?: LookUp;
};

function stage({
  users = everybody,
  requests = [],
  open = {},
  listed = [rita, 'U01ALAN'],
  ...more
}: Options = {}) {
  const opened = new Map(Object.entries(open));
  const { store, saved } = keeping(
    requests,
    {
      findOpenRequestsFor: async (ids) => new Map([...opened].filter(([id]) => ids.includes(id))),
      ...more.store,
    },
    { takeLookUp: async (id) => (more.lookUp?.id === id ? more.lookUp : null) },
  );
  const emails: string[] = [];
  const people: Ports['people'] = {
    ...peopleOf(profiles, listed),
    async findByEmail(email) {
      emails.push(email);
      return more.accounts?.[email] ?? null;
    },
  };
  const workfront = workfrontOf(users);
  const ports: SubmitPorts = { store, workfront, people, now: () => noon, newId: () => 'r7kq2m9x3ta' };
  return { ports, saved, emails, asked: workfront.asked };
}

const refusal = (because: object) => expect.objectContaining({ because: expect.objectContaining(because) });
const orError = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

const wish = (changes: Partial<Wish> = {}): Wish => ({
  action: 'deactivate',
  requester: { id: rita, name: 'Rita' },
  reason: 'left on Friday',
  runAt: null,
  responseUrl: null,
  ...changes,
});

async function submitted(
  users: readonly WorkfrontUser[],
  changes: Partial<Wish> = {},
  options: Options & { readonly policy?: Partial<Policy> } = {},
) {
  const set = stage(options);
  const came = await orError(submit(set.ports, policyWith(options.policy), wish(changes), users));
  return { ...set, came };
}

const anyItem = {
  phase: 'hand_over',
  position: 0,
  kind: 'projects',
  type: 'PROJ',
  objectId: 'd'.repeat(32),
  name: 'Spring',
  field: 'ownerID',
  from: priya.id,
  to: bea.id,
  outcome: { result: 'done', confirmedBy: 'read' },
  retry: null,
  settledAt: null,
  link: null,
} as const;

const asking = (name: string): SuccessorAsked => ({
  who: { kind: 'person', question: { by: 'name', name }, asked: name },
  onlyIfAll: true,
});
const to = (successor: WorkfrontUser): TakeOver => ({
  who: { kind: 'user', user: successor },
  onlyIfAll: false,
});
const listHandedOver = async () => ['r1', 'r2', 'r1'].map((requestId) => ({ requestId, item: anyItem }));
const isNeeded = (came: unknown, because: object) =>
  expect(came).toEqual(refusal({ reason: 'no_approver_left', ...because }));

describe('a new request', () => {
  test('is stored with its rows and jobs, a reminder among them', async () => {
    const { came, saved } = await submitted(
      [tyler],
      { ticket: 'IT-1' },
      { policy: { remindAfterHours: 24 } },
    );
    expect(came).toMatchObject({
      id: 'r7kq2m9x3ta',
      state: 'pending',
      ticket: 'IT-1',
      approvalsRequired: 1,
      targets: [{ user: tyler, successor: null, slackUserId: null }],
      expiresAt: minutesAfterNoon(72 * 60),
      dryRun: false,
    });
    expect(saved).toMatchObject([{ request: came, audit: [{ event: 'submitted' }] }]);
    const reminder = {
      job: { name: 'notify', requestId: 'r7kq2m9x3ta' },
      startAfter: minutesAfterNoon(24 * 60),
    };
    expect(saved[0]?.jobs).toContainEqual(reminder);
    expect(saved[0]?.jobs?.map(({ job }) => job.name)).not.toContain('escalate');
  });

  test('has further approvers asked after a while, if there are any', async () => {
    const { saved } = await submitted([tyler], {}, { policy: { escalateAfterHours: 2 } });
    const escalate = {
      job: { name: 'escalate', requestId: 'r7kq2m9x3ta' },
      startAfter: minutesAfterNoon(120),
    };
    expect(saved[0]?.jobs).toContainEqual(escalate);
  });

  test.each<readonly [string, WorkfrontUser, object, Options]>([
    [
      'somebody protected',
      user('Dana', { isAdmin: true }),
      { reason: 'protected', why: 'administrator' },
      {},
    ],
    ['the bot’s own user', user('Bot', { id: 'f'.repeat(32) }), { reason: 'protected', why: 'api_user' }, {}],
    ['somebody inactive', priya, { reason: 'nothing_to_do', user: priya }, {}],
    [
      'somebody in an open request',
      tyler,
      { reason: 'open_request', requestId: 'r2' },
      { open: { [tyler.id]: 'r2' } },
    ],
  ])('about %s is refused', async (_who, target, because, options) => {
    const { came, saved } = await submitted([jordan, target], {}, options);
    expect(came).toEqual(refusal(because));
    expect(saved).toEqual([]);
  });

  test('knows the Slack accounts of ten people, and of more only their addresses', async () => {
    const accounts = { [tyler.email]: 'U01TYLER' };
    const one = await submitted([tyler, user('No Mail', { email: '' })], {}, { accounts });
    expect(one.came).toMatchObject({ targets: [{ slackUserId: 'U01TYLER' }, { slackUserId: null }] });
    expect(one.emails).toEqual([tyler.email]);
    const many = Array.from({ length: 11 }, (_, index) => user(`Ada ${index}`));
    expect((await submitted(many.slice(1))).emails).toHaveLength(10);
    const { came, emails } = await submitted(many);
    expect(came).toMatchObject({ targets: { length: 11 } });
    expect(emails).toEqual([]);
  });

  test('says what a reactivation can give back', async () => {
    const asked: (readonly string[])[] = [];
    const store = {
      async listHandedOver(userIds: readonly string[]) {
        asked.push(userIds);
        return listHandedOver();
      },
    };
    const { came } = await submitted([priya], { action: 'reactivate' }, { store });
    expect(came).toMatchObject({ handOver: { onlyIfAll: false, back: { of: ['r1', 'r2'], count: 3 } } });
    expect(asked).toEqual([[priya.id]]);
    const nothing = { store: { listHandedOver: async () => [] } };
    expect((await submitted([priya], { action: 'reactivate' }, nothing)).came).toMatchObject({
      handOver: null,
    });
  });

  test('that nobody could decide is refused, with how many it takes', async () => {
    isNeeded((await submitted([tyler], {}, { listed: [rita] })).came, { needed: 1, brake: null });
    isNeeded((await submitted([tyler], {}, { listed: ['U01GUEST', 'U01BOT', 'U01GONE'] })).came, {
      needed: 1,
    });
    const brake = { policy: { bulkBrake: 1 } };
    isNeeded((await submitted([tyler, jordan], {}, brake)).came, { needed: 2, brake: 1 });
    isNeeded((await submitted([tyler], {}, { ...brake, listed: [rita] })).came, { needed: 1, brake: null });
    expect((await submitted([tyler], {}, brake)).came).toMatchObject({ approvalsRequired: 1 });
    const two = await submitted([tyler, jordan], {}, { ...brake, listed: ['U01ALAN', 'U01B'] });
    isNeeded(two.came, { needed: 2 });
  });

  test('does not count an approver whom it is about', async () => {
    const options = { listed: ['U01ALAN'], accounts: { [tyler.email]: 'U01ALAN' } };
    expect((await submitted([tyler], {}, options)).came).toEqual(refusal({ reason: 'no_approver_left' }));
  });
});

describe('who takes over', () => {
  const manager: SuccessorAsked = { who: { kind: 'manager' }, onlyIfAll: false };

  test('is nobody, the manager, or one person beyond doubt', async () => {
    const { ports } = stage();
    expect(await findTakeOver(ports, 'deactivate', null)).toBeNull();
    expect(await findTakeOver(ports, 'deactivate', manager)).toEqual(manager);
    const found = { who: { kind: 'user', user: bea }, onlyIfAll: true };
    expect(await findTakeOver(ports, 'deactivate', asking('Bea Lindqvist'))).toEqual(found);
  });

  test.each<readonly [string, 'deactivate' | 'reactivate', SuccessorAsked, object]>([
    ['of a reactivation', 'reactivate', manager, { reason: 'no_hand_over' }],
    ['who may be several', 'deactivate', asking('e'), { reason: 'successor', why: 'several', who: 'e' }],
    ['whom nobody knows', 'deactivate', asking('Zed'), { reason: 'successor', why: 'unknown', who: 'Zed' }],
    [
      'whose account has no address',
      'deactivate',
      {
        who: { kind: 'person', question: { by: 'slack_user', slackUserId: rita }, asked: '@rita' },
        onlyIfAll: false,
      },
      { reason: 'successor', why: 'no_email', who: '@rita' },
    ],
  ])('%s is refused', async (_who, action, asked, because) => {
    expect(await orError(findTakeOver(stage().ports, action, asked))).toEqual(refusal(because));
  });

  test('is not known while Workfront is away, which is no refusal', async () => {
    const away = new WorkfrontFailure('unavailable', 'away');
    const ports = { ...stage().ports, workfront: workfrontOf([], { findByName: failing(away) }) };
    await expect(findTakeOver(ports, 'deactivate', asking('Bea Lindqvist'))).rejects.toBe(away);
  });

  const toManager: TakeOver = { who: { kind: 'manager' }, onlyIfAll: true };

  test('is read again for the request, for each leaver', async () => {
    const older = { ...bea, name: 'Bea L.' };
    const { came, asked } = await submitted([tyler, jordan], { takeOver: to(older) });
    expect(came).toMatchObject({
      targets: [{ successor: bea }, { successor: bea }],
      handOver: { onlyIfAll: false },
    });
    expect(asked).toEqual(['ids 1']);
    const own = await submitted([tyler], { takeOver: toManager });
    expect(own.came).toMatchObject({ targets: [{ successor: bea }], handOver: { onlyIfAll: true } });
  });

  test.each<readonly [string, WorkfrontUser[], TakeOver, object]>([
    ['of somebody without a manager', [jordan], toManager, { why: 'no_manager', who: 'Jordan Lee' }],
    [
      'a manager who is gone',
      [user('Kim', { managerId: '0'.repeat(32), manager: 'Max' })],
      toManager,
      { why: 'unknown', who: 'Max' },
    ],
    [
      'a manager without a name who is gone',
      [user('Kim', { managerId: '0'.repeat(32) })],
      toManager,
      { why: 'unknown', who: '0'.repeat(32) },
    ],
    ['somebody who is gone', [tyler], to(user('Max')), { why: 'unknown', who: 'Max' }],
    ['somebody who leaves too', [tyler, bea], to(bea), { why: 'leaver' }],
    ['somebody inactive', [tyler], to(priya), { why: 'inactive' }],
  ])('is refused: %s', async (_who, leavers, takeOver, because) => {
    const { came } = await submitted(leavers, { takeOver });
    expect(came).toEqual(refusal({ reason: 'successor', ...because }));
  });

  test('is refused whose own access an open request takes, not whom one gives it back', async () => {
    const open = { [bea.id]: 'r2' };
    const about = (action: 'deactivate' | 'reactivate') => [
      aRequest({ id: 'r2', action, targets: [aTarget(bea)] }),
    ];
    const leaving = await submitted([tyler], { takeOver: to(bea) }, { open, requests: about('deactivate') });
    expect(leaving.came).toEqual(refusal({ reason: 'successor', why: 'leaving' }));
    const back = await submitted([tyler], { takeOver: to(bea) }, { open, requests: about('reactivate') });
    expect(back.came).toMatchObject({ targets: [{ successor: bea }] });
  });
});

describe('a choice', () => {
  const lookUp: LookUp = {
    id: 'l1',
    action: 'deactivate',
    requester: rita,
    asked: 'Lee',
    reason: 'IT-12 left',
    runAt: minutesAfterNoon(60),
    candidates: [jordan.id, 'gone'],
    takeOver: null,
    createdAt: noon,
  };
  const choose = async (input: Partial<Parameters<typeof pick>[2]> = {}, options: Options = {}) => {
    const set = stage({ lookUp, ...options });
    const choice = { lookUpId: 'l1', chosen: jordan.id, actor: rita, responseUrl: 'url', ...input };
    const came = await orError(pick(set.ports, policyWith({ ticketPattern: /IT-\d+/u }), choice));
    return { ...set, came };
  };

  test('makes the request that was asked for', async () => {
    expect((await choose()).came).toMatchObject({
      targets: [{ user: jordan }],
      reason: 'IT-12 left',
      ticket: 'IT-12',
      runAt: minutesAfterNoon(60),
      responseUrl: 'url',
      requester: rita,
    });
  });

  test.each<readonly [string, Partial<Parameters<typeof pick>[2]>, Options, object]>([
    ['of what was chosen before', { lookUpId: 'l2' }, {}, { reason: 'choice_over' }],
    ['from another person’s list', { actor: 'U01ALAN' }, {}, { reason: 'not_your_choice' }],
    ['by who may not ask', {}, { listed: ['U01ALAN'] }, { reason: 'not_a_requester' }],
    [
      'of somebody who was not offered',
      { chosen: tyler.id },
      {},
      { reason: 'user_unknown', asked: 'Lee', near: [] },
    ],
    ['of somebody who is gone', { chosen: 'gone' }, {}, { reason: 'user_unknown', asked: 'Lee', near: [] }],
  ])('%s is refused, and kept in the log', async (_what, input, options, because) => {
    const { came, saved } = await choose(input, options);
    expect(came).toEqual(refusal(because));
    expect(saved).toMatchObject([{ audit: [{ event: 'refused', data: { attempted: 'pick' } }] }]);
  });

  test('that is refused as a request says in the log whom it was about', async () => {
    const { saved } = await choose({}, { open: { [jordan.id]: 'r2' } });
    const data = {
      reason: 'open_request',
      about: { action: 'deactivate', count: 1 },
      openRequest: 'r2',
      actorName: 'Rita',
    };
    expect(saved).toMatchObject([{ audit: [{ data }] }]);
  });
});

describe('an undo', () => {
  const done = { result: 'done', confirmedBy: 'read' } as const;
  const undone = aRequest({
    id: 'r2222222222',
    state: 'done',
    requester: 'U01ALAN',
    ticket: 'IT-1',
    finishedAt: minutesAfterNoon(-60),
    targets: [aTarget({ ...priya, isActive: true }, { outcome: done }), aTarget(jordan, { outcome: done })],
  });
  const undoing = async (of: Request, options: Options = {}) => {
    const set = stage({ requests: [of], store: { listHandedOver: async () => [] }, ...options });
    const came = await orError(
      undo(set.ports, policyWith(), { requestId: of.id, actor: rita, responseUrl: null }),
    );
    return { ...set, came };
  };

  test('asks to give back what the request took and is still taken', async () => {
    expect((await undoing(undone)).came).toMatchObject({
      action: 'reactivate',
      targets: [{ user: priya }],
      undoOf: undone.id,
      ticket: 'IT-1',
      reason: null,
      requester: rita,
    });
  });

  test.each<readonly [string, Request, Options, object]>([
    [
      'of what took nothing',
      { ...undone, state: 'denied', targets: [aTarget(priya)] },
      {},
      { why: 'nobody' },
    ],
    ['a day later', { ...undone, finishedAt: minutesAfterNoon(-24 * 60) }, {}, { why: 'too_late' }],
    [
      'where all are active again',
      { ...undone, targets: undone.targets.slice(1) },
      {},
      { why: 'changed_since' },
    ],
    [
      'where they are protected by now',
      undone,
      { users: [{ ...priya, isAdmin: true }] },
      { why: 'changed_since' },
    ],
    ['where they are gone', undone, { users: [] }, { why: 'changed_since' }],
  ])('%s is refused', async (_what, of, options, because) => {
    const { came, saved } = await undoing(of, options);
    expect(came).toEqual(refusal({ reason: 'nothing_to_undo', ...because }));
    expect(saved).toMatchObject([{ audit: [{ data: { attempted: 'undo' } }] }]);
  });

  test('of people who are asked about already leaves these out, or leads to the request', async () => {
    const kim = user('Kim', { isActive: false });
    const both = { ...undone, targets: [priya, kim].map((one) => aTarget(one, { outcome: done })) };
    const options = { users: [...everybody, kim], open: { [priya.id]: 'r3' } };
    expect((await undoing(both, options)).came).toMatchObject({ targets: [{ user: kim }] });
    const { came, saved } = await undoing(undone, options);
    expect(came).toEqual(refusal({ reason: 'open_request', requestId: 'r3' }));
    const about = { action: 'reactivate', count: 1, people: [{ id: priya.id }] };
    expect(saved).toMatchObject([{ audit: [{ data: { attempted: 'undo', about } }] }]);
  });
});

describe('suggestions', () => {
  const dana = user('Dana Lee', { isAdmin: true });
  const gone = user('Ann Lee', { isActive: false });
  const kim = user('Kim Lee');
  const suggested = async (
    action: 'deactivate' | 'reactivate',
    actor = rita,
    listed = [rita, 'U01GUEST'],
  ) => {
    const { ports, asked } = stage({ users: [dana, gone, jordan, kim], listed });
    const input = { action, actor, typed: 'lee', signal: new AbortController().signal };
    return { came: await orError(suggestPeople(ports, policyWith(), input)), asked };
  };

  test('name those first who can be asked for, and say what stands against the others', async () => {
    const { came, asked } = await suggested('deactivate');
    expect(came).toEqual([
      { user: jordan, mark: null },
      { user: kim, mark: null },
      { user: gone, mark: 'inactive' },
      { user: dana, mark: 'protected' },
    ]);
    expect(asked).toEqual(['suggest lee, 100']);
    expect((await suggested('reactivate')).came).toEqual([
      { user: gone, mark: null },
      { user: dana, mark: 'protected' },
      { user: jordan, mark: 'active' },
      { user: kim, mark: 'active' },
    ]);
  });

  test('are for members who may ask alone', async () => {
    const stranger = await suggested('deactivate', 'U01ALAN');
    expect(stranger).toEqual({ came: refusal({ reason: 'not_a_requester' }), asked: [] });
    const guest = await suggested('deactivate', 'U01GUEST');
    expect(guest.came).toEqual(refusal({ reason: 'not_a_member', why: 'guest' }));
  });
});
