import { expect, test } from 'vitest';

import { Refusal, type RefusalReason } from '../../src/requests/refusal.ts';
import { auditRefusals, type Learned, type Try } from '../../src/usecases/audit-refusals.ts';
import { aRequest, aTarget, aUser, noon } from '../store/builders.ts';
import { failing, keeping } from './in-memory.ts';

const requestId = 'r7kq2m9x3ta';
const tyler = aUser({ name: 'Tyler Reid', email: 'tyler.reid@acme.example' });
const kim = aUser({ name: 'Kim Lee', email: 'kim.lee@acme.example' });
const people = (...users: readonly (typeof tyler)[]) =>
  users.map(({ id, name, email }) => ({ id, name, email }));
const late = { reason: 'already_decided', state: 'done', by: null } as const;

/** What is stored when an attempt of Rita's is refused. */
async function refused(
  because: RefusalReason,
  {
    learned,
    dryRun = false,
    ...changes
  }: Partial<Try> & { readonly learned?: readonly Learned[]; readonly dryRun?: boolean } = {},
) {
  const { store, saved } = keeping([], {
    async findRequest(id) {
      if (id !== requestId) throw new Error(`${id} is no id of a request`);
      return aRequest({ id, targets: [aTarget(tyler)] });
    },
  });
  const tried = { actor: 'U01RITA', attempted: 'approve', requestId: null, ...changes };
  const refusal = new Refusal(because);
  const work = auditRefusals({ store, now: () => noon }, { dryRun }, tried, async (learn) => {
    for (const facts of learned ?? []) learn(facts);
    throw refusal;
  });
  await expect(work).rejects.toBe(refusal);
  const [{ audit: [row] = [], jobs } = {}] = saved;
  return { row, data: row?.data, jobs };
}

test('a refusal is a row with who, what and why, and is passed on', async () => {
  const { row, jobs } = await refused({ reason: 'not_your_choice' }, { asked: 'lee' });
  const data = { attempted: 'approve', reason: 'not_your_choice', asked: 'lee' };
  expect(row).toEqual({ event: 'refused', at: noon, requestId: null, actor: 'U01RITA', data });
  expect(jobs).toEqual([]);
});

test('nothing is written about what comes through, or breaks', async () => {
  const { store, saved } = keeping([]);
  const tried = { actor: 'U01RITA', attempted: 'approve', requestId: null };
  const rules = { dryRun: false };
  const ports = { store, now: () => noon };
  expect(await auditRefusals(ports, rules, tried, async () => 7)).toBe(7);
  await expect(auditRefusals(ports, rules, tried, failing(new TypeError('of ours')))).rejects.toThrow(
    TypeError,
  );
  expect(saved).toEqual([]);
});

test('who decides too late has the card shown again, where there is one', async () => {
  const job = { name: 'notify', requestId, repair: true };
  expect((await refused(late, { requestId })).jobs).toEqual([{ job }]);
  expect((await refused(late)).jobs).toEqual([]);
  expect((await refused({ reason: 'own_request' }, { requestId })).jobs).toEqual([]);
  expect((await refused(late, { requestId })).data).toMatchObject({ state: 'done' });
});

test('it says about whom it was: what was learned, else the request', async () => {
  const about = { action: 'deactivate', people: people(tyler), count: 1 };
  expect((await refused(late, { requestId })).data).toMatchObject({ about });
  const learned = [{ action: 'reactivate', users: [kim] }] as const;
  expect((await refused(late, { requestId, learned })).data).toMatchObject({
    about: { action: 'reactivate', people: people(kim), count: 1 },
  });
  for (const facts of [
    { action: 'reactivate', users: [] },
    { users: [kim] },
    { action: 'reactivate' },
  ] as const) {
    expect((await refused(late, { requestId, learned: [facts] })).data).toMatchObject({ about });
    expect((await refused(late, { learned: [facts] })).data).not.toHaveProperty('about');
  }
});

test('it has the name of who tried, and the mark of a dry run', async () => {
  const learned = [{ actorName: 'Rita' }, { action: 'deactivate', users: [tyler] }] as const;
  const { data } = await refused({ reason: 'own_request' }, { learned, dryRun: true });
  expect(data).toMatchObject({ actorName: 'Rita', dryRun: true, about: { count: 1 } });
  const plain = await refused({ reason: 'own_request' }, { learned: [{ actorName: null }] });
  expect(plain.data).toEqual({ attempted: 'approve', reason: 'own_request' });
});

test('what stands in the place of an id is kept as what was typed, cut short', async () => {
  const at = (length: number) => refused({ reason: 'own_request' }, { requestId: 'x'.repeat(length) });
  expect(await at(100)).toMatchObject({ row: { requestId: null }, data: { asked: 'x'.repeat(100) } });
  expect((await at(101)).data).toMatchObject({ asked: `${'x'.repeat(100)}…` });
  const known = await refused({ reason: 'own_request' }, { requestId });
  expect(known.row).toMatchObject({ requestId });
  expect(known.data).not.toHaveProperty('asked');
});

const withFacts: readonly (readonly [RefusalReason, object])[] = [
  [
    { reason: 'date_unusable', typed: 'friday', why: 'no_time', readings: [], because: null },
    { asked: 'friday', why: 'no_time' },
  ],
  [{ reason: 'user_unknown', asked: 'lee', near: [] }, { asked: 'lee' }],
  [
    { reason: 'protected', user: tyler, why: 'listed' },
    { asked: 'typed', user: people(tyler)[0], why: 'listed' },
  ],
  [
    { reason: 'open_request', user: tyler, requestId: 'r2222222222' },
    { asked: 'typed', user: people(tyler)[0], openRequest: 'r2222222222' },
  ],
];

test.each(withFacts.map(([because, facts]) => [because.reason, because, facts] as const))(
  'the facts of %s are in the row',
  async (_, because, facts) => {
    const { data } = await refused(because, { asked: 'typed' });
    expect(data).toEqual({ attempted: 'approve', reason: because.reason, ...facts });
  },
);
