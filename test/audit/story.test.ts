import { describe, expect, test } from 'vitest';

import { differences, tell, type Story } from '../../src/audit/story.ts';
import { auditEntry } from '../../src/requests/audit.ts';
import { noon } from './play.ts';

const kim = { id: 'k1', email: 'kim@acme.example' };
const ada = { id: 'a1', email: 'ada@acme.example' };

type Told = readonly [event: string, data: object, actor?: string | null];

const asked: Told = [
  'submitted',
  {
    action: 'deactivate',
    targets: [kim, ada],
    reason: null,
    approvalsRequired: 2,
    expiresAt: '',
    runAt: null,
  },
  'U1',
];
const leave = (people: readonly object[]): Told => ['left_out', { people }, 'U2'];
const chosen = (isWanted: boolean): Told => ['giving_back_chosen', { isWanted, of: ['r0'] }, 'U2'];
const approved = (by: string | null): Told => ['approved', { approvals: 1, required: 2 }, by];

function storyOf(...rows: readonly Told[]): Story | null {
  let story: Story | null = null;
  for (const [index, [event, data, actor = null]] of rows.entries()) {
    const entry = auditEntry.parse({ event, at: noon, requestId: 'r1', actor, data });
    story = tell(story, { ...entry, number: index + 1 });
  }
  return story;
}

describe('what the rows of a request say about it', () => {
  test('begins with who asked for what', () => {
    expect(storyOf(asked)).toEqual({
      requestId: 'r1',
      state: 'pending',
      requester: 'U1',
      asked: { action: 'deactivate', runAt: null, targets: [kim, ada] },
      approvalsRequired: 2,
      approvals: [],
      leftOut: [],
      givesBack: [],
      isEscalated: false,
      isLifted: false,
      number: 1,
    });
  });

  test('begins with nothing else, and is not about rows of no request', () => {
    expect(storyOf(approved('U2'))).toBeNull();
    const row = auditEntry.parse({
      event: 'looked_up',
      at: noon,
      requestId: null,
      actor: 'U1',
      data: { asked: 'kim', found: [], more: false },
    });
    expect(tell(null, { ...row, number: 9 })).toBeNull();
    const story = storyOf(asked);
    expect(tell(story, { ...row, number: 9 })).toBe(story);
  });

  test('is over when somebody asks for it a second time', () => {
    expect(storyOf(asked, approved('U2'), asked)).toMatchObject({
      state: 'failed',
      approvals: [],
      number: 3,
    });
  });

  test('counts approvals until there are enough, and forgets one that was taken back', () => {
    const [two, three] = [approved('U2'), approved('U3')];
    expect(storyOf(asked, two)).toMatchObject({
      state: 'pending',
      approvals: [{ approver: 'U2', at: noon }],
    });
    expect(storyOf(asked, two, three)).toMatchObject({ state: 'approved' });
    const back: Told = ['approval_taken_back', { approvals: 0, required: 2 }, 'U2'];
    expect(storyOf(asked, two, back)?.approvals).toEqual([]);
    expect(storyOf(asked, approved('U3'), back)?.approvals).toEqual([{ approver: 'U3', at: noon }]);
    expect(storyOf(asked, approved(null))?.approvals).toEqual([{ approver: '', at: noon }]);
  });

  test('keeps who was left out, one time after the other', () => {
    expect(storyOf(asked, leave([kim]), leave([ada]))?.leftOut).toEqual(['k1', 'a1']);
  });

  test('begins anew with the approvals that still count', () => {
    const reopened: Told = [
      'reopened',
      { reason: 'approver_left', standing: ['U3'], approvals: 1, required: 3 },
    ];
    expect(
      storyOf(asked, approved('U2'), approved('U3'), ['execution_started', { lateByMs: 0 }], reopened),
    ).toMatchObject({
      state: 'pending',
      approvals: [{ approver: 'U3' }],
      approvalsRequired: 3,
    });
  });

  test.each([
    ['denied', { reason: null }, 'denied'],
    ['cancelled', {}, 'cancelled'],
    ['stopped', { reason: null }, 'cancelled'],
    ['expired', {}, 'expired'],
    ['execution_started', { lateByMs: 0 }, 'executing'],
    ['finished', { state: 'done' }, 'done'],
  ])('with %s it is over or goes on: %j, %s', (event, data, state) => {
    expect(storyOf(asked, [event, data])).toMatchObject({ state, number: 2 });
  });

  test.each([
    ['paused', { changed: 1, limit: 1 }],
    ['refused', { attempted: 'approve', reason: 'own_request' }],
    ['target_settled', { user: kim, outcome: { result: 'done' } }],
    ['ticked', {}],
    ['tried_now', {}],
    ['message_not_delivered', { message: 'confirm', code: 'x' }],
  ])('is the same after %s, one row further', (event, data) => {
    expect(storyOf(asked, [event, data, 'U9'])).toEqual({ ...storyOf(asked), number: 2 });
  });
});

test('what is given back is what was chosen last', () => {
  expect(storyOf(asked, chosen(true))?.givesBack).toEqual(['r0']);
  expect(storyOf(asked, chosen(true), chosen(false))?.givesBack).toEqual([]);
});

describe('a yes', () => {
  const about = { action: 'deactivate', people: [kim, ada], count: 2 };
  const approvalsAfter = (changes: object, before: readonly Told[] = []) =>
    storyOf(asked, ...before, [
      'approved',
      { approvals: 1, required: 2, about: { ...about, ...changes } },
      'U2',
    ])?.approvals.length;

  test('counts for who was asked for, as far as they are still in the request', () => {
    expect(approvalsAfter({})).toBe(1);
    const out = ['left_out', { people: [kim] }] as const;
    expect(approvalsAfter({}, [out])).toBe(0);
    expect(approvalsAfter({ people: [ada], count: 1 }, [out])).toBe(1);
  });

  test.each([
    ['another address', { people: [{ ...ada, email: 'x@acme.example' }, kim] }],
    ['another name', { people: [{ ...ada, name: 'X' }, kim] }],
    ['another id', { people: [{ ...ada, id: 'x1' }, kim] }],
    ['fewer people', { count: 1 }],
    ['another action', { action: 'reactivate' }],
  ])('to %s does not count', (_what, changes) => {
    expect(approvalsAfter(changes)).toBe(0);
  });
});

describe('what the store says otherwise', () => {
  const story = storyOf(asked, approved('U2'), approved('U3'));
  const stored = {
    id: 'r1',
    action: 'deactivate',
    state: 'approved',
    requester: 'U1',
    runAt: null,
    approvalsRequired: 2,
    dryRun: false,
    escalatedAt: null,
    lifted: null,
    handOver: null,
    // In another order, which means nothing.
    approvals: ['U3', 'U2'].map((approver) => ({ approver, at: noon })),
    targets: [ada, kim].map((user) => ({ user, successor: null })),
  } as const;
  const said = (changes: object) =>
    story &&
    differences({ ...stored, ...changes }, story).map((one) =>
      one.kind === 'differs' ? [one.fact, one.stored, one.logged, one.number, one.requestId] : [one.kind],
    );

  test('is nothing of a request that is as its rows say', () => {
    expect(said({})).toEqual([]);
  });

  const people = 'ada@acme.example (a1), kim@acme.example (k1)';
  const approvals = `U2 at ${noon.toISOString()}, U3 at ${noon.toISOString()}`;
  test.each([
    ['the state', { state: 'executing' }, 'executing', 'approved'],
    ['the requester', { requester: 'U7' }, 'U7', 'U1'],
    ['the action', { action: 'reactivate' }, 'reactivate', 'deactivate'],
    ['the people', { targets: [{ user: kim, successor: null }] }, 'kim@acme.example (k1)', people],
    ['the date', { runAt: noon }, noon.toISOString(), 'none'],
    ['the approvals needed', { approvalsRequired: 1 }, '1', '2'],
    ['whether it is a dry run', { dryRun: true }, 'yes', 'no'],
    ['whether others were asked too', { escalatedAt: noon }, 'yes', 'no'],
    ['whether the limit was lifted', { lifted: { by: 'U2', at: noon } }, 'yes', 'no'],
    ['whether all has to be moved first', { handOver: { onlyIfAll: true } }, 'yes', 'no'],
    ['the approvals', { approvals: [] }, 'none', approvals],
  ])('is %s', (fact, changes, inStore, inLog) => {
    expect(said(changes)).toEqual([[fact, inStore, inLog, 3, 'r1']]);
  });

  test('is who takes over from whom', () => {
    const takenOver = storyOf(
      [asked[0], { ...asked[1], targets: [{ ...kim, successor: { id: 's1' } }, ada] }, 'U1'],
      approved('U2'),
      approved('U3'),
    );
    const saidOf = (kims: string | null, adas: string | null) => {
      const of = (user: typeof kim, id: string | null) => ({ user, successor: id === null ? null : { id } });
      const targets = [of(kim, kims), of(ada, adas)];
      return (
        takenOver &&
        differences({ ...stored, targets }, takenOver).map((one) =>
          one.kind === 'differs' ? [one.fact, one.stored, one.logged] : [one.kind],
        )
      );
    };
    expect(saidOf('s1', null)).toEqual([]);
    expect(saidOf('s9', null)).toEqual([['who takes over', 'k1 to s9', 'k1 to s1']]);
    expect(saidOf('s1', 's2')).toEqual([['who takes over', 'a1 to s2, k1 to s1', 'k1 to s1']]);
    expect(saidOf(null, null)).toEqual([['who takes over', 'nobody', 'k1 to s1']]);
  });

  test.each([
    ['whether others were asked too', { escalatedAt: noon }, 'escalated'],
    ['whether the limit was lifted', { lifted: { by: 'U2', at: noon } }, 'limit_lifted'],
  ])('is not %s once a row says so', (_fact, changes, event) => {
    const told = storyOf(asked, approved('U2'), approved('U3'), [event, {}, 'U2']);
    expect(told && differences({ ...stored, ...changes }, told)).toEqual([]);
  });

  test('is a person without an address by their id', () => {
    const nameless = storyOf([asked[0], { ...asked[1], targets: [{ id: 'k1' }] }, null]);
    const of = {
      ...stored,
      state: 'pending',
      approvals: [],
      targets: [{ user: kim, successor: null }],
    } as const;
    const facts =
      nameless && differences(of, nameless).map((one) => (one.kind === 'differs' ? one.logged : ''));
    expect(facts).toEqual(['nobody', ' (k1)']);
  });
});
