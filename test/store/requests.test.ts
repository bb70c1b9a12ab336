import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { Refusal } from '../../src/requests/refusal.ts';
import { failReason, skipReason, type Request, type Target } from '../../src/requests/request.ts';
import { engines, openTestStore, type TestStore } from '../support/store.ts';
import { aRequest, aTarget, aUser, anEntry, minutesAfterNoon, noon, stored } from './builders.ts';

const full = aRequest({
  action: 'reactivate',
  state: 'executing',
  reason: 'left — „Größe“ 離職 🙂',
  targets: [
    aTarget(aUser({ name: 'odd \0 and \uD800', deactivatedAt: noon, isAdmin: true }), { slackUserId: 'U1' }),
    aTarget(aUser(), { outcome: { result: 'sending' } }),
    aTarget(aUser(), { outcome: { result: 'done', confirmedBy: 'answer' } }),
    aTarget(aUser(), { outcome: { result: 'done', confirmedBy: 'read' } }),
    aTarget(aUser(), { outcome: { result: 'already', since: minutesAfterNoon(-5) } }),
    aTarget(aUser(), { outcome: { result: 'already', since: null } }),
    ...failReason.options.map((reason) =>
      aTarget(aUser(), { outcome: { result: 'failed', reason, detail: 'no' } }),
    ),
    ...skipReason.options.map((reason) => aTarget(aUser(), { outcome: { result: 'skipped', reason } })),
  ],
  runAt: minutesAfterNoon(60),
  approvals: [{ approver: 'U0APPROVER', at: minutesAfterNoon(1) }],
  decision: { by: null, at: minutesAfterNoon(2), reason: null },
  startedAt: minutesAfterNoon(3),
  finishedAt: null,
  trouble: { since: noon, code: 'unavailable', nextTryAt: minutesAfterNoon(4) },
  reopened: { at: noon, reason: 'approver_left' },
  dryRun: true,
});

describe.each(engines)('the store on %s', (engine) => {
  let opened: TestStore;
  beforeAll(async () => {
    opened = await openTestStore(engine);
  });
  afterAll(() => opened.remove());

  const insert = (request: Request) => opened.store.transaction((tx) => tx.save(stored(request)));
  const update = (request: Request) => opened.store.transaction((tx) => tx.save(stored(request)));

  test('gives a request back as it was stored, in every field', async () => {
    await insert(full);
    expect(await opened.store.findRequest(full.id)).toEqual(full);
    expect(await opened.store.transaction((tx) => tx.lockRequest(full.id))).toEqual(full);
  });

  test('knows no request that was not stored', async () => {
    expect(await opened.store.findRequest('r_none')).toBeNull();
    expect(await opened.store.transaction((tx) => tx.lockRequest('r_none'))).toBeNull();
    expect(await opened.store.findOpenRequestsFor(['none'])).toEqual(new Map());
    expect(await opened.store.findOpenRequestsFor([])).toEqual(new Map());
  });

  test('stores a change of every field, and the outcome of every target', async () => {
    const request = aRequest({ targets: [aTarget(), aTarget()] });
    await insert(request);
    const changed: Request = {
      ...full,
      id: request.id,
      version: 2,
      targets: request.targets.map((target): Target => ({ ...target, outcome: { result: 'sending' } })),
    };
    await update(changed);
    expect(await opened.store.findRequest(request.id)).toEqual(changed);
  });

  test('refuses a change that is not made from the stored version', async () => {
    const request = aRequest();
    await insert(request);
    await expect(update({ ...request, version: 3 })).rejects.toThrow('not stored in version 2');
    await expect(update(aRequest({ version: 2 }))).rejects.toThrow('not stored in version 1');
    expect(await opened.store.findRequest(request.id)).toEqual(request);
  });

  test('forgets where the private answer went once the request is over', async () => {
    const request = aRequest();
    await insert(request);
    await update({ ...request, version: 2, state: 'denied' });
    expect(await opened.store.findRequest(request.id)).toMatchObject({ state: 'denied', responseUrl: null });
  });

  test('refuses a second open request for a user, names the first, and stores nothing of the second', async () => {
    const user = aUser();
    const first = aRequest({ targets: [aTarget(user)] });
    const second = aRequest({ targets: [aTarget(), aTarget(user)] });
    await insert(first);
    await expect(insert(second)).rejects.toMatchObject({
      because: { reason: 'open_request', requestId: first.id, user: { id: user.id } },
    });
    expect(await opened.store.findRequest(second.id)).toBeNull();
    expect(await opened.store.findOpenRequestsFor([user.id])).toEqual(new Map([[user.id, first.id]]));
  });

  test('takes a new request for a user once the earlier one is over', async () => {
    const user = aUser();
    const first = aRequest({ targets: [aTarget(user)] });
    const second = aRequest({ targets: [aTarget(user)] });
    await insert(first);
    await update({ ...first, version: 2, state: 'expired' });
    expect(await opened.store.findOpenRequestsFor([user.id])).toEqual(new Map());
    await insert(second);
    expect(await opened.store.findOpenRequestsFor([user.id])).toEqual(new Map([[user.id, second.id]]));
  });

  test('refuses a request that names a user twice', async () => {
    const user = aUser();
    await expect(insert(aRequest({ targets: [aTarget(user), aTarget(user)] }))).rejects.toThrow('twice');
  });

  test('lets one of many requests for the same users through, whatever their order', async () => {
    const users = [aUser(), aUser(), aUser()];
    const requests = Array.from({ length: 12 }, (_, index) => {
      const order = index % 2 === 0 ? users : users.toReversed();
      return aRequest({ targets: order.map((user) => aTarget(user)) });
    });
    const results = await Promise.allSettled(requests.map(insert));
    const winners = requests.filter((_, index) => results[index]?.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    for (const result of results.filter(({ status }) => status === 'rejected')) {
      expect(result).toMatchObject({ reason: { because: { requestId: winners[0]?.id } } });
      expect(result).toHaveProperty('reason', expect.any(Refusal));
    }
  });

  test('gives one of fifty decisions at the same moment the request, and shows the others the result', async () => {
    const request = aRequest();
    await insert(request);
    const decide = (approver: string): Promise<string> =>
      opened.store.transaction(async (tx) => {
        const now = await tx.lockRequest(request.id);
        if (now?.state !== 'pending') return `too late: ${now?.state}`;
        const approvals = [{ approver, at: noon }];
        await tx.save(stored({ ...now, version: now.version + 1, state: 'approved', approvals }));
        return 'decided';
      });
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => decide(`U${index}`)));
    expect(answers.filter((answer) => answer === 'decided')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'too late: approved')).toHaveLength(49);
    expect(await opened.store.findRequest(request.id)).toMatchObject({ version: 2 });
  });

  test('lists open requests oldest first, and past ones by part of a name or e-mail, newest first', async () => {
    const kim = aUser({ name: 'Kim ÅBERG', email: 'Kim%100@acme.example' });
    const early = aRequest({ targets: [aTarget(kim)], createdAt: minutesAfterNoon(-9000), state: 'denied' });
    const late = aRequest({ targets: [aTarget(kim), aTarget()], createdAt: minutesAfterNoon(-8000) });
    await insert(late);
    await insert({ ...early, responseUrl: null });
    expect((await opened.store.listOpenRequests(1)).map(({ id }) => id)).toEqual([late.id]);
    const found = async (about: string | null, limit = 10): Promise<string[]> =>
      (await opened.store.listHistory(about, limit)).map(({ id }) => id);
    expect(await found('åberg')).toEqual([late.id, early.id]);
    expect(await found('KIM%')).toEqual([late.id, early.id]);
    expect(await found('åberg', 1)).toEqual([late.id]);
    expect(await found('k_m')).toEqual([]);
    expect(await found('åb')).toEqual([late.id, early.id]);
    expect(await found(null)).toContain(full.id);
  });

  test('finds what is older than the newest thousand requests, by any number of letters', async () => {
    const old = aRequest({
      state: 'denied',
      targets: [aTarget(aUser({ name: 'Zoë Quist', email: 'q@q.q' }))],
      createdAt: minutesAfterNoon(-99_000),
    });
    await insert({ ...old, responseUrl: null });
    const changes = `jsonb_build_object('id', 'r_copy' || n, 'created_at', now())`;
    await sql
      .raw(
        `insert into request select copy.* from request pattern, generate_series(1, 1001) n,
          jsonb_populate_record(pattern, ${changes}) copy where pattern.id = '${old.id}'`,
      )
      .execute(opened.db);
    for (const about of ['zoë quist', 'zoë', 'ë', 'q@q']) {
      const found = await opened.store.listHistory(about, 10);
      expect(found.map(({ id }) => id)).toEqual([old.id]);
    }
    await sql.raw(`delete from request where id like 'r_copy%'`).execute(opened.db);
  });

  test('hands a look-up out once, and none after a day', async () => {
    const lookUp = {
      id: 'l_1',
      action: 'deactivate' as const,
      requester: 'U1',
      asked: 'lee',
      reason: null,
      runAt: noon,
      takeOver: null,
      candidates: ['a', 'b'],
      createdAt: noon,
    };
    const take = (id: string) => opened.store.transaction((tx) => tx.takeLookUp(id));
    await opened.store.transaction((tx) => tx.insertLookUp(lookUp));
    expect(await take('l_1')).toEqual(lookUp);
    expect(await take('l_1')).toBeNull();
    const dayLater = minutesAfterNoon(24 * 60 + 1);
    await opened.store.transaction((tx) => tx.insertLookUp({ ...lookUp, id: 'l_2' }));
    await opened.store.transaction((tx) => tx.insertLookUp({ ...lookUp, id: 'l_3', createdAt: dayLater }));
    expect(await take('l_2')).toBeNull();
    expect(await take('l_3')).not.toBeNull();
  });

  test('keeps one place for each kind of message, and the newest version it showed', async () => {
    const { id: requestId } = full;
    const place = { channel: 'C1', ts: '1.1' };
    const of = { requestId, kind: 'confirm' as const, recipient: '' };
    const message = { ...of, place, version: 0, shownAt: null };
    const record = (changes: object) =>
      opened.store.transaction((tx) => tx.recordMessage({ ...message, ...changes }));
    const shown = (version: number) =>
      opened.store.transaction((tx) => tx.recordShown(message, version, noon));
    expect(await record({})).toBe(true);
    expect(await record({})).toBe(true);
    expect(await record({ place: { channel: 'C1', ts: '2.2' }, version: 9 })).toBe(false);
    expect(await record({ kind: 'result', place: null })).toBe(true);
    await shown(3);
    await shown(2);
    expect(await opened.store.listMessages(requestId)).toEqual([
      { ...message, version: 3, shownAt: noon },
      { ...message, kind: 'result', place: null },
    ]);
  });

  test('stores state, audit row and job together or not at all', async () => {
    const request = aRequest();
    const before = await opened.stats();
    const failing = opened.store.transaction(async (tx) => {
      await tx.save(stored(request));
      await tx.save({ audit: [anEntry({ requestId: request.id })] });
      await tx.save({ jobs: [{ job: { name: 'notify', requestId: request.id } }] });
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await opened.store.findRequest(request.id)).toBeNull();
    expect(await opened.stats()).toEqual(before);
  });

  test('refuses to be used around a transaction that is open', async () => {
    const around = opened.store.transaction(() => opened.store.findRequest(full.id));
    await expect(around).rejects.toThrow('inside a transaction');
    const nested = opened.store.transaction(() => opened.store.transaction(async () => {}));
    await expect(nested).rejects.toThrow('inside a transaction');
    await opened.ping();
  });
});
