import { expect, test } from 'vitest';

import type { SentMessage } from '../../src/requests/ports.ts';
import type { Request } from '../../src/requests/request.ts';
import { notify } from '../../src/usecases/notify.ts';
import { aRequest, aTarget, aUser, noon } from '../store/builders.ts';
import { keeping, messengerOf, peopleOf, workfrontOf } from './in-memory.ts';
import { policyWith } from './policy-with.ts';

const people = 93;
const targets = Array.from({ length: people }, () => aTarget(aUser()));
const requestId = 'r7kq2m9x3ta';
const place = { channel: 'C01APPROVALS', ts: '1.1' };

const secondsAfterNoon = (seconds: number) => new Date(noon.getTime() + seconds * 1_000);

/** How the request stands after so many people are through. */
function after(done: number): Request {
  const isOver = done >= people;
  return aRequest({
    id: requestId,
    state: isOver ? 'done' : 'executing',
    version: 10 + done,
    approvals: [{ approver: 'U01ALAN', at: noon }],
    startedAt: noon,
    finishedAt: isOver ? noon : null,
    targets: targets.map((target, position) =>
      position < done ? { ...target, outcome: { result: 'done', confirmedBy: 'answer' } } : target,
    ),
  });
}

/** A card that shows the request as it was asked for, and what is told of the request from then on. */
function watching() {
  const of = { requestId, recipient: '', shownAt: secondsAfterNoon(-600) };
  const messages: SentMessage[] = [
    { ...of, kind: 'confirm', place, version: 9 },
    { ...of, kind: 'answer', place: null, version: 0 },
    { ...of, kind: 'results', place: null, version: 1 },
    { ...of, kind: 'result', place: null, version: 0 },
  ];
  const shown: { readonly at: number; readonly done: number }[] = [];
  let seconds = 0;
  const messenger = messengerOf({
    async showRequest(_at, request) {
      const done = request.targets.filter(({ outcome }) => outcome.result === 'done').length;
      shown.push({ at: seconds, done });
    },
  });
  const recordShown = async (_of: unknown, version: number, at: Date) => {
    const [card, ...others] = messages;
    if (card) messages.splice(0, messages.length, { ...card, version, shownAt: at }, ...others);
  };
  /** The request is so far after so many seconds, and its messages are brought in line; gives the next time for that. */
  const at = async (second: number, done: number): Promise<number | null> => {
    seconds = second;
    const { store, saved } = keeping(
      [after(done)],
      { listMessages: async () => messages, listBackAgain: async () => [] },
      { recordShown },
    );
    const now = () => secondsAfterNoon(second);
    const ports = { store, messenger, people: peopleOf({ U01RITA: {} }), workfront: workfrontOf([]), now };
    await notify(ports, policyWith(), requestId, false);
    const [next] = saved.flatMap(({ jobs = [] }) => jobs);
    return next?.startAfter ? (next.startAfter.getTime() - noon.getTime()) / 1_000 : null;
  };
  return { at, shown };
}

test('a card is updated every three seconds at most while people are changed, and at once at the end', async () => {
  const { at, shown } = watching();
  for (let second = 0; second < 31; second += 0.5) await at(second, Math.floor(second * 3));
  await at(31, people);
  const times = shown.map((one) => one.at);
  expect(times).toEqual([2, 5, 8, 11, 14, 17, 20, 23, 26, 29, 31]);
  expect(shown.at(1)).toEqual({ at: 5, done: 15 });
  expect(shown.at(-1)).toEqual({ at: 31, done: people });
});

test('what comes too soon after an update is shown in its time, also when nothing more happens', async () => {
  const { at, shown } = watching();
  expect(await at(0, 1)).toBe(2);
  expect(await at(2, 20)).toBeNull();
  expect(await at(3, 40)).toBe(5);
  expect(await at(5, 40)).toBeNull();
  expect(shown).toEqual([
    { at: 2, done: 20 },
    { at: 5, done: 40 },
  ]);
});
