import { describe, expect, test } from 'vitest';

import type { Draft, Entry } from '../../src/requests/draft.ts';
import type { MomentTyped } from '../../src/requests/moment-typed.ts';
import type { Policy } from '../../src/requests/policy.ts';
import { Refusal } from '../../src/requests/refusal.ts';
import type { WorkfrontUser } from '../../src/requests/request.ts';
import {
  askMany,
  chooseInDraft,
  forgetDraft,
  prepareMany,
  showDraft,
  type DraftClick,
  type ManyAsk,
} from '../../src/usecases/ask-many.ts';
import type { SubmitPorts } from '../../src/usecases/submit.ts';
import { aUser, minutesAfterNoon, noon } from '../store/builders.ts';
import { keeping, peopleOf, workfrontOf } from './in-memory.ts';
import { policyWith } from './policy-with.ts';

const [rita, alan, oscar] = ['U01RITA', 'U01ALAN', 'U01OSCAR'];
const tyler = aUser({ name: 'Tyler Reid', email: 'tyler.reid@acme.example', username: 'treid' });
const kim = aUser({ name: 'Kim Lee', email: 'kim.lee@acme.example', username: 'klee' });
const lee = aUser({ name: 'Lee Ann', email: 'lee.ann@acme.example', username: 'lann' });
const later = minutesAfterNoon(600);
const moment: MomentTyped = { kind: 'moment', at: later };

const named = (user: WorkfrontUser) =>
  ({ question: { by: 'email', email: user.email }, asked: user.email, username: null }) as const;
const found = (user: WorkfrontUser): Entry => ({ asked: user.email, finding: { kind: 'found', user } });
const unclear: Entry = {
  asked: 'lee',
  finding: { kind: 'ambiguous', candidates: [kim, lee], more: false },
};

const draft = (changes: Partial<Draft> = {}): Draft => ({
  id: 'd7kq2m9x3ta',
  action: 'deactivate',
  requester: rita,
  entries: [found(tyler), unclear],
  bad: [],
  beyond: 0,
  reason: 'season over',
  ticket: 'OPS-12',
  runAt: later,
  takeOver: null,
  createdAt: noon,
  ...changes,
});

type Stage = {
  readonly users?: readonly WorkfrontUser[];
  readonly kept?: Draft | null;
  /** What another click made of the draft before this one locks it. */
  readonly meanwhile?: Draft;
  readonly policy?: Partial<Policy>;
  /** As what a date is read. */
  readonly read?: MomentTyped;
};

/** What comes of it at noon, and what the store has of drafts then. */
async function doing(
  work: (ports: SubmitPorts & { readonly readMoment: () => MomentTyped }, policy: Policy) => Promise<unknown>,
  { users = [tyler, kim, lee], kept = draft(), meanwhile, policy, read = moment }: Stage = {},
) {
  const steps: string[] = [];
  let stored = kept;
  const { store, saved } = keeping(
    [],
    {
      findOpenRequestsFor: async () => new Map(),
      findDraft: async (id) => (stored?.id === id ? stored : null),
    },
    {
      async lockDraft(id) {
        const now = meanwhile ?? stored;
        return now?.id === id ? now : null;
      },
      async saveDraft(one) {
        steps.push('saved');
        stored = one;
      },
      async removeDraft() {
        steps.push('removed');
        stored = null;
      },
    },
  );
  const people = peopleOf({ [rita]: { name: 'Rita' }, [alan]: {}, [oscar]: {} }, [rita, alan]);
  const workfront = workfrontOf(users);
  const ports = {
    store,
    people,
    workfront,
    now: () => noon,
    newId: () => 'r7kq2m9x3ta',
    readMoment: () => read,
  };
  const came = await work(ports, policyWith(policy)).catch((error: unknown) => {
    if (error instanceof Refusal) return error.because;
    throw error;
  });
  return { came, steps, stored, asked: workfront.asked, rows: saved.flatMap(({ audit = [] }) => audit) };
}

describe('a list of people', () => {
  const usual: ManyAsk = {
    action: 'deactivate',
    requester: rita,
    people: [named(tyler), { question: { by: 'name', name: 'lee' }, asked: 'lee', username: null }],
    bad: [{ line: 3, text: '???' }],
    beyond: 2,
    reason: 'season over',
    ticket: null,
    at: null,
    successor: null,
    onProgress: () => {},
  };
  const prepare = (changes: Partial<ManyAsk> = {}, stage: Stage = {}) =>
    doing((ports, policy) => prepareMany(ports, policy, { ...usual, ...changes }), { kept: null, ...stage });

  test('is looked up and kept for its requester, with a row for each step; nobody is asked', async () => {
    const through: number[] = [];
    const { came, stored, rows } = await prepare({ onProgress: (done) => through.push(done) });
    const made = draft({
      id: 'r7kq2m9x3ta',
      bad: usual.bad,
      beyond: 2,
      ticket: null,
      runAt: null,
    });
    expect(came).toEqual(made);
    expect(stored).toEqual(made);
    expect(through.at(-1)).toBe(2);
    const by = { at: noon, requestId: null, actor: rita };
    const asked = `${tyler.email}, lee`;
    const data = { action: 'deactivate', asked, reason: 'season over', at: null, actorName: 'Rita' };
    expect(rows).toEqual([
      { event: 'asked', ...by, data },
      { event: 'looked_up', ...by, data: { asked, found: [tyler.id], more: false, actorName: 'Rita' } },
    ]);
    const dry = await prepare({}, { policy: { dryRun: true } });
    expect(dry.rows.map(({ data: one }) => 'dryRun' in one && one.dryRun)).toEqual([true, true]);
  });

  test('of more people than a request holds is refused before anybody is looked up', async () => {
    expect(await prepare({}, { policy: { maxBulk: 1 } })).toMatchObject({
      came: { reason: 'too_many_targets', most: 1, named: 2 },
      asked: [],
      stored: null,
      rows: [{ event: 'refused', data: { asked: `${tyler.email}, lee`, actorName: 'Rita' } }],
    });
    expect((await prepare({}, { policy: { maxBulk: 2 } })).stored).not.toBeNull();
  });

  test('needs the reason and the ticket that the configuration wants', async () => {
    const policy = { reasonRequired: true, ticketPattern: /OPS-\d+/u };
    expect((await prepare({ reason: null }, { policy })).came).toMatchObject({ reason: 'reason_missing' });
    expect((await prepare({}, { policy })).came).toEqual({ reason: 'ticket_missing', typed: '' });
    expect((await prepare({ ticket: 'no' }, { policy })).came).toEqual({
      reason: 'ticket_missing',
      typed: 'no',
    });
    expect((await prepare({ ticket: 'see OPS-7' }, { policy })).came).toMatchObject({ ticket: 'OPS-7' });
    expect((await prepare({ reason: 'OPS-8 ill' }, { policy })).came).toMatchObject({ ticket: 'OPS-8' });
    expect((await prepare({ reason: null })).came).toMatchObject({ reason: null, ticket: null });
    const anything = { policy: { ticketPattern: /\S+/u } };
    expect((await prepare({ reason: null }, anything)).came).toMatchObject({ reason: 'ticket_missing' });
  });

  test('has a date as it was typed, or as the form gives it', async () => {
    const typed = await prepare({ at: 'tonight' });
    expect(typed.came).toMatchObject({ runAt: later });
    expect(typed.rows[0]).toMatchObject({ data: { at: 'tonight' } });
    const chosen = await prepare({ at: noon });
    expect(chosen.came).toMatchObject({ runAt: noon });
    expect(chosen.rows[0]).toMatchObject({ data: { at: noon.toISOString() } });
    const past = await prepare({ at: 'yesterday' }, { read: { kind: 'past', at: noon } });
    const refused = { reason: 'date_unusable', why: 'past', readings: [noon] };
    expect(past.came).toEqual({ ...refused, typed: 'yesterday', because: 'season over' });
  });

  test('keeps who takes over', async () => {
    const came = await prepare({ successor: { who: { kind: 'manager' }, onlyIfAll: true } });
    expect(came.came).toMatchObject({ takeOver: { who: { kind: 'manager' }, onlyIfAll: true } });
  });
});

describe('a name that can mean several', () => {
  const click: DraftClick = { draftId: 'd7kq2m9x3ta', actor: rita };
  const choose = (index: number, chosen: string, stage: Stage = {}, by: Partial<DraftClick> = {}) =>
    doing((ports, policy) => chooseInDraft(ports, policy, { ...click, ...by, index, chosen }), stage);

  test('is settled by a choice of those offered', async () => {
    const { came, stored, steps } = await choose(1, kim.id);
    const chosen = draft({
      entries: [found(tyler), { asked: 'lee', finding: { kind: 'found', user: kim } }],
    });
    expect(came).toEqual(chosen);
    expect([stored, steps]).toEqual([chosen, ['saved']]);
  });

  test('that means who stands in the list already is a double', async () => {
    const entries = [found(kim), unclear];
    const { came } = await choose(1, kim.id, { kept: draft({ entries }) });
    expect(came).toMatchObject({ entries: [{}, { finding: { kind: 'double', first: kim.email } }] });
  });

  test('that means somebody inactive is told as that', async () => {
    const { came } = await choose(1, kim.id, { users: [tyler, { ...kim, isActive: false }] });
    expect(came).toMatchObject({ entries: [{}, { finding: { kind: 'as_wished' } }] });
  });

  test('keeps the choice of another name that was made meanwhile', async () => {
    const again = { asked: 'ann', finding: unclear.finding };
    const kept = draft({ entries: [unclear, again] });
    const meanwhile = draft({ entries: [{ asked: 'lee', finding: { kind: 'found', user: kim } }, again] });
    const { came } = await choose(1, lee.id, { kept, meanwhile });
    expect(came).toMatchObject({ entries: [{ finding: { user: kim } }, { finding: { user: lee } }] });
  });

  test.each([
    ['a name that is clear', 0, tyler.id, { asked: tyler.email }],
    ['nobody who was offered', 1, tyler.id, { asked: 'lee' }],
    ['a line that is not there', 7, kim.id, { asked: '' }],
  ])('is not chosen for by %s', async (_, index, chosen, because) => {
    const { came, steps, rows, asked } = await choose(index, chosen);
    expect(came).toMatchObject({ reason: 'user_unknown', near: [], ...because });
    expect([steps, asked]).toEqual([[], []]);
    expect(rows).toMatchObject([{ event: 'refused', actor: rita, data: { attempted: 'pick' } }]);
  });

  test('is not chosen for by who is gone from Workfront, or by anybody but who asked', async () => {
    expect((await choose(1, kim.id, { users: [tyler] })).came).toMatchObject({ reason: 'user_unknown' });
    expect((await choose(1, kim.id, {}, { actor: oscar })).came).toEqual({ reason: 'not_your_choice' });
    expect((await choose(1, kim.id, { kept: null })).came).toEqual({ reason: 'choice_over' });
    const gone = await choose(1, kim.id, { meanwhile: draft({ id: 'd_other' }) });
    expect(gone).toMatchObject({ came: { reason: 'choice_over' }, steps: [] });
  });
});

describe('a list that its requester agrees to', () => {
  const click = { draftId: 'd7kq2m9x3ta', actor: rita, responseUrl: 'https://hooks.slack.example/1' };
  const agree = (stage: Stage = {}, by: Partial<DraftClick> = {}) =>
    doing((ports, policy) => askMany(ports, policy, { ...click, ...by }), stage);

  const forget = (stage: Stage = {}) => doing((ports, policy) => forgetDraft(ports, policy, click), stage);

  test('becomes one request about everybody found, and is gone', async () => {
    const { came, stored, steps, rows } = await agree();
    expect(came).toMatchObject({
      kind: 'submitted',
      request: {
        targets: [{ user: tyler }],
        reason: 'season over',
        ticket: 'OPS-12',
        runAt: later,
        responseUrl: click.responseUrl,
      },
    });
    expect([stored, steps]).toEqual([null, ['removed']]);
    expect(rows.map(({ event }) => event)).toEqual(['submitted']);
  });

  test.each([
    ['has another name', [{ ...tyler, name: 'Tyler Stone' }]],
    ['has another address', [{ ...tyler, email: 'stone@acme.example' }]],
    ['is inactive', [{ ...tyler, isActive: false }]],
    ['is gone', []],
  ])('is shown again when somebody meanwhile %s', async (_, users) => {
    const { came, stored, steps, rows } = await agree({ users });
    expect(came).toMatchObject({ kind: 'changed' });
    expect(came).toEqual({ kind: 'changed', draft: stored });
    expect([steps, rows]).toEqual([['removed', 'saved'], []]);
  });

  test('is not put off by a change that is not shown, and asks for somebody at least', async () => {
    expect((await agree({ users: [{ ...tyler, title: 'Lead' }] })).came).toMatchObject({ kind: 'submitted' });
    const gone = await agree({ users: [] });
    expect(gone.stored?.entries).toEqual([
      { asked: tyler.email, finding: { kind: 'unknown', near: [] } },
      unclear,
    ]);
    const none = await agree({ kept: draft({ entries: [unclear] }) });
    expect(none.came).toMatchObject({ kind: 'changed', draft: { entries: [unclear] } });
  });

  test('that is refused stays as it was, and the log says about whom', async () => {
    const { came, stored, steps, rows } = await agree({ policy: { approvalsRequired: 3 } });
    expect(came).toMatchObject({ reason: 'no_approver_left' });
    expect([stored, steps]).toEqual([draft(), ['removed', 'saved']]);
    const data = { attempted: 'ask_many', actorName: 'Rita', about: { people: [{ id: tyler.id }] } };
    expect(rows).toMatchObject([{ event: 'refused', actor: rita, data }]);
  });

  test('is nobody else’s, and serves once', async () => {
    const other = await agree({ kept: draft({ requester: alan }) });
    expect(other).toMatchObject({ came: { reason: 'not_your_choice' }, steps: [] });
    expect((await agree({ kept: null })).came).toEqual({ reason: 'choice_over' });
    const outsider = await agree({ kept: draft({ requester: oscar }) }, { actor: oscar });
    expect(outsider).toMatchObject({ came: { reason: 'not_a_requester' }, steps: [] });
  });

  const look = (stage: Stage = {}) => doing((ports, policy) => showDraft(ports, policy, click), stage);

  test('or wants to see once more is shown', async () => {
    expect(await look()).toMatchObject({ came: draft(), steps: [], rows: [] });
    const other = await look({ kept: draft({ requester: alan }) });
    expect(other.came).toEqual({ reason: 'not_your_choice' });
    expect(other.rows).toMatchObject([{ event: 'refused', actor: rita, data: { attempted: 'show_list' } }]);
  });

  test('or does not want is forgotten', async () => {
    expect(await forget()).toMatchObject({ stored: null, steps: ['removed'], rows: [] });
    const other = await forget({ kept: draft({ requester: alan }) });
    expect(other).toMatchObject({ came: { reason: 'not_your_choice' }, steps: [] });
    expect(other.rows).toMatchObject([{ event: 'refused', data: { attempted: 'forget' } }]);
  });
});
