import { describe, expect, test } from 'vitest';

import { WorkfrontFailure, type WorkfrontFailureCode } from '../../src/requests/errors.ts';
import type { FieldChange, FieldValue, Item } from '../../src/requests/items.ts';
import type { Ports } from '../../src/requests/ports.ts';
import { sendItems } from '../../src/usecases/send-items.ts';
import { noon } from '../store/builders.ts';
import { workfrontOf } from './in-memory.ts';

const id = (one: number) => String(one).padStart(32, '0');

function item(one: number, changes: Partial<Item> = {}): Item {
  return {
    phase: 'access',
    position: one,
    kind: 'access',
    type: 'USER',
    objectId: id(one),
    name: `Leaver ${one}`,
    link: null,
    field: 'isActive',
    from: true,
    to: false,
    outcome: { result: 'sending' },
    retry: null,
    settledAt: null,
    ...changes,
  };
}

const items = (count: number, changes: Partial<Item> = {}) =>
  Array.from({ length: count }, (_, one) => item(one, changes));
const failure = (code: WorkfrontFailureCode, maybeDone = false) =>
  new WorkfrontFailure(code, code, { maybeDone, detail: `${code} it says` });

/** What Workfront answers to a change: `answer` what it shows, `does` whether it is done. */
type Behaviour = (changes: readonly FieldChange[]) => {
  readonly does?: readonly FieldChange[];
  readonly answer?: readonly FieldChange[] | WorkfrontFailure | Error;
  readonly read?: WorkfrontFailure | Error;
};

const mayLeave = async () => true;

async function send(all: readonly Item[], behave: Behaviour) {
  const values = new Map<string, FieldValue>(all.map(({ objectId, from }) => [objectId, from]));
  const asked: string[] = [];
  let unread: Error | undefined;
  const own: Partial<Ports['workfront']> = {
    async write(kind, changes, leave) {
      expect(leave).toBe(mayLeave);
      asked.push(`${kind} ${changes.length}`);
      const { does = [], answer = [], read } = behave(changes);
      unread = read;
      for (const change of does) values.set(change.id, change.to);
      if (answer instanceof Error) throw answer;
      return new Map(answer.map((change) => [change.id, change.to]));
    },
    async readValues(kind, changes) {
      asked.push(`read ${kind} ${changes.length}`);
      if (unread) throw unread;
      return new Map(changes.map((change) => [change.id, values.get(change.id) ?? null]));
    },
  };
  const sent = await sendItems({ workfront: workfrontOf([], own) }, all, mayLeave).catch(
    (error: unknown) => error,
  );
  const came = Array.isArray(sent) ? sent : [];
  return {
    sent,
    asked,
    outcomes: came.map(({ item: one }) => one.outcome),
    failures: came.map((one) => one.failure),
  };
}

const byAnswer = { result: 'done', confirmedBy: 'answer' };
const byRead = { result: 'done', confirmedBy: 'read' };
const sending = { result: 'sending' };
const all: Behaviour = (changes) => ({ does: changes, answer: changes });

describe('one item', () => {
  test('is done when the answer shows it, else when a read does', async () => {
    expect(await send([item(1)], all)).toMatchObject({
      asked: ['access 1'],
      outcomes: [byAnswer],
      failures: [null],
    });
    const silent = await send([item(1)], (does) => ({ does }));
    expect(silent).toMatchObject({
      asked: ['access 1', 'read access 1'],
      outcomes: [byRead],
      failures: [null],
    });
  });

  test('of what changes hands is believed by a read alone', async () => {
    const project = item(1, { phase: 'hand_over', kind: 'projects', type: 'PROJ', from: 'a', to: 'b' });
    const came = await send([project], all);
    expect(came).toMatchObject({ asked: ['projects 1', 'read projects 1'], outcomes: [byRead] });
  });

  test.each([
    ['forbidden', 'forbidden'],
    ['blocked', 'blocked'],
    ['invalid', 'rejected'],
    ['not_found', 'rejected'],
    ['no_effect', 'no_effect'],
  ] as const)('that Workfront refuses with %s has failed, in its words', async (code, reason) => {
    const refusal = failure(code);
    const came = await send([item(1)], () => ({ answer: refusal }));
    expect(came.outcomes).toEqual([{ result: 'failed', reason, detail: `${code} it says` }]);
    expect(came).toMatchObject({ asked: ['access 1'], failures: [refusal] });
  });

  test('that Workfront is too busy for is kept for a later try', async () => {
    const busy = failure('throttled');
    const came = await send([item(1)], () => ({ answer: busy }));
    expect(came).toMatchObject({ asked: ['access 1'], outcomes: [sending], failures: [busy] });
  });

  test('that is as before after a good answer had no effect', async () => {
    const came = await send([item(1)], () => ({}));
    expect(came.outcomes).toEqual([{ result: 'failed', reason: 'no_effect', detail: '' }]);
    expect(came.failures).toMatchObject([{ message: 'the user is as before' }]);
  });

  test('that may be done is looked at', async () => {
    const lost = failure('unavailable', true);
    expect((await send([item(1)], (does) => ({ does, answer: lost }))).outcomes).toEqual([byRead]);
    const open = await send([item(1)], () => ({ answer: lost }));
    expect(open.outcomes).toEqual([sending]);
    expect(open.failures).toMatchObject([{ code: 'outcome_unknown', message: 'no answer', cause: lost }]);
    const inside = failure('invalid', true);
    const refused = await send([item(1)], () => ({ answer: inside }));
    expect(refused.outcomes).toEqual([{ result: 'failed', reason: 'rejected', detail: 'invalid it says' }]);
  });

  test('that cannot be looked at is kept, with the reason', async () => {
    const away = failure('unavailable');
    const came = await send([item(1)], () => ({ answer: failure('unavailable', true), read: away }));
    expect(came).toMatchObject({ outcomes: [sending], failures: [away] });
  });
});

const isEven = ({ id: one }: FieldChange) => Number(one) % 2 === 0;

describe('several items', () => {
  test('go in one request, and need no read when the answer shows them', async () => {
    expect(await send(items(5), all)).toMatchObject({
      asked: ['access 5'],
      outcomes: items(5).map(() => byAnswer),
    });
    const partly = await send(items(5), (changes) => ({ does: changes, answer: changes.slice(1) }));
    expect(partly.asked).toEqual(['access 5', 'read access 1']);
    expect(partly.outcomes).toEqual([byAnswer, byAnswer, byAnswer, byAnswer, byRead]);
  });

  test('one of which is bad are halved until it stands alone', async () => {
    const bad = failure('invalid');
    const came = await send(items(9), (changes) =>
      changes.some((change) => change.id === id(7)) ? { answer: bad } : { does: changes, answer: changes },
    );
    expect(came.asked.filter((one) => !one.startsWith('read'))).toEqual(
      [9, 5, 4, 1, 1, 1, 1].map((count) => `access ${count}`),
    );
    expect(came.outcomes.filter(({ result }) => result === 'done')).toHaveLength(8);
    expect(came.failures.filter((one) => one !== null)).toEqual([bad]);
  });

  test.each([
    [4, ['access 1', 'access 1', 'access 1', 'access 1']],
    [5, ['access 3', 'access 2']],
  ])('that go on in parts: %i', async (count, next) => {
    const came = await send(items(count), (changes) =>
      changes.length === count ? { answer: failure('invalid') } : { does: changes, answer: changes },
    );
    expect(came.asked).toEqual([`access ${count}`, `read access ${count}`, ...next]);
  });

  test('that the key may not change are over at once, without a read', async () => {
    const came = await send(items(6), () => ({ answer: failure('blocked') }));
    expect(came.asked).toEqual(['access 6']);
    expect(came.outcomes).toEqual(
      items(6).map(() => ({ result: 'failed', reason: 'blocked', detail: 'blocked it says' })),
    );
    const unclear = await send(items(6), (does) => ({ does, answer: failure('blocked', true) }));
    expect(unclear).toMatchObject({
      asked: ['access 6', 'read access 6'],
      outcomes: items(6).map(() => byRead),
    });
  });

  test('that Workfront has no time for all wait, without a read', async () => {
    const busy = failure('throttled');
    const came = await send(items(6), () => ({ answer: busy }));
    expect(came.asked).toEqual(['access 6']);
    expect(came.outcomes).toEqual(items(6).map(() => sending));
    expect(came.failures).toEqual(items(6).map(() => busy));
  });

  test('that cannot be looked at wait, and those that the answer showed are done', async () => {
    const away = failure('unavailable');
    const came = await send(items(6), (changes) => ({ answer: changes.slice(0, 2), read: away }));
    expect(came.asked).toEqual(['access 6', 'read access 4']);
    expect(came.outcomes).toEqual([byAnswer, byAnswer, sending, sending, sending, sending]);
    expect(came.failures).toEqual([null, null, away, away, away, away]);
  });

  test('of which nothing can be known are left alone after eight requests', async () => {
    const came = await send(items(40), () => ({ answer: failure('unavailable', true) }));
    expect(came.asked.filter((one) => !one.startsWith('read'))).toHaveLength(8);
    expect(came.outcomes).toEqual(items(40).map(() => sending));
    expect(came.failures).toMatchObject(
      items(40).map(() => ({ code: 'outcome_unknown', message: 'no answer' })),
    );
  });

  test('of which each alone gets no clear answer either cost no more', async () => {
    const came = await send(items(16), () => ({ answer: failure('unavailable', true) }));
    expect(came.asked.filter((one) => !one.startsWith('read'))).toHaveLength(8);
    expect(came.outcomes).toEqual(items(16).map(() => sending));
  });

  test('of which some come through go on as long as it takes', async () => {
    const came = await send(items(16), (changes) => {
      const isClear = changes.length === 1 && changes.every(isEven);
      return isClear ? { does: changes, answer: changes } : { answer: failure('unavailable', true) };
    });
    expect(came.outcomes.filter(({ result }) => result === 'done')).toHaveLength(8);
    for (const answer of [failure('invalid'), []]) {
      const alone = await send(items(40), (changes) =>
        changes.length > 1 ? { answer } : { does: changes, answer: changes },
      );
      expect(alone.outcomes).toEqual(items(40).map(() => byAnswer));
    }
    const lost = failure('unavailable', true);
    const one = await send(items(40), (changes) => ({ does: changes.slice(0, 1), answer: lost }));
    expect(one.outcomes).toEqual(items(40).map(() => byRead));
  });

  test('one of which alone has no clear answer do not wait for it', async () => {
    const came = await send(items(3), (changes) =>
      changes.some((change) => change.id === id(0))
        ? { answer: failure('unavailable', true) }
        : { does: changes, answer: changes },
    );
    expect(came.outcomes).toEqual([sending, byAnswer, byAnswer]);
    expect(came.failures[0]).toMatchObject({ code: 'outcome_unknown' });
  });

  test('stop where one alone finds Workfront too busy, and what came before is kept', async () => {
    const busy = failure('throttled');
    const came = await send(items(3), (changes) => {
      if (changes.length > 1) return { answer: failure('invalid') };
      return changes[0]?.id === id(1) ? { answer: busy } : { does: changes, answer: changes };
    });
    expect(came.outcomes).toEqual([byAnswer, sending, sending]);
    expect(came.failures).toEqual([null, busy, busy]);
  });
});

test('an error of our own is no answer of Workfront: it stops the rest, which stays as it was', async () => {
  const bug = new TypeError('of ours');
  for (const count of [1, 3]) {
    for (const behave of [() => ({ answer: bug }), () => ({ read: bug })]) {
      const came = await send(items(count), behave);
      expect(came.outcomes).toEqual(items(count).map(() => sending));
      expect(came.failures).toEqual(items(count).map(() => bug));
    }
  }
  const waiting = { ...item(1, { outcome: { result: 'waiting' } }), settledAt: noon };
  expect((await send([waiting], () => ({ answer: bug }))).outcomes).toEqual([sending]);
});

test('nothing to send is nothing asked', async () => {
  expect((await send([], all)).outcomes).toEqual([]);
});
