import { describe, expect, test } from 'vitest';

import { DeliveryError } from '../../src/requests/errors.ts';
import type { Item } from '../../src/requests/items.ts';
import type { Outcome, Request } from '../../src/requests/request.ts';
import { aTarget, aUser, minutesAfterNoon, noon } from '../store/builders.ts';
import { failing } from './in-memory.ts';
import { away, card, gone, message, request, tell, tyler, usual } from './telling.ts';

const kim = aUser({ name: 'Kim Lee', email: 'kim.lee@acme.example' });
const sam = aUser({ name: 'Sam Roy', email: 'sam.roy@acme.example' });
const noPlace = message('confirm', { place: null, version: 3 });
const told = [...usual, message('result', { version: 3 })];
const moved: Outcome = { result: 'done', confirmedBy: 'read' };

function project(name: string, changes: Partial<Item> = {}): Item {
  return {
    phase: 'hand_over',
    position: 0,
    kind: 'projects',
    type: 'PROJ',
    objectId: 'c'.repeat(32),
    name,
    link: `https://acme.example/${name}`,
    field: 'ownerID',
    from: tyler.id,
    to: sam.id,
    outcome: moved,
    retry: null,
    settledAt: noon,
    ...changes,
  };
}

const access = project('access', { phase: 'access', kind: 'access', type: 'USER', field: 'isActive' });
const tallies = [{ kind: 'projects', result: 'done', reason: null, count: 1 }] as const;
const two = [aTarget(tyler), aTarget(kim)];
const over = (changes: Partial<Request> = {}) => request({ state: 'done', finishedAt: noon, ...changes });

const shown = (fileId: string) => message('results', { place: { channel: card.channel, ts: fileId } });

describe('a table in the thread', () => {
  const noAnswer = new DeliveryError('no_answer', { permanent: false });

  test('has everybody where the card does not name them all, before anybody decides', async () => {
    const ofEleven = request({ targets: Array.from({ length: 11 }, () => aTarget()) });
    const called = ['uploadPeople', 'shareTable people F1 at the card'];
    expect((await tell(ofEleven)).called).toEqual(called);
    expect((await tell({ ...ofEleven, targets: ofEleven.targets.slice(1) })).called).toEqual([]);
    expect((await tell({ ...ofEleven, state: 'denied' }, { sent: told })).called).toEqual([]);
    expect((await tell(ofEleven, { own: { takesFiles: false } })).called).toEqual([]);
    expect((await tell(ofEleven, { sent: [noPlace, ...usual.slice(1)] })).called).toEqual([]);
  });

  test('has what became of everybody, and one more what changed hands', async () => {
    const items = [access, project('Atlas')];
    const came = await tell(over({ targets: two, tallies }), { sent: told, items });
    expect(came.called).toEqual([
      'uploadResults',
      'shareTable results F2 at the card',
      'uploadHandOver Atlas',
      'shareTable handed_over F3 at the card',
    ]);
    expect(came.recorded).toMatchObject([
      {
        kind: 'results',
        place: { channel: card.channel, ts: 'F2' },
        version: 0,
        shownAt: null,
        recipient: '',
      },
      { kind: 'results', place: null },
      { kind: 'handed_over', place: { channel: card.channel, ts: 'F3' } },
      { kind: 'handed_over', place: null },
    ]);
    expect(came.shown).toEqual(['results 3', 'handed_over 3']);
    expect((await tell(over({ state: 'failed', targets: two }), { sent: told })).called).toHaveLength(2);
    for (const of of [over(), over({ state: 'denied', targets: two, tallies })]) {
      expect((await tell(of, { sent: told })).called).toEqual([]);
    }
    const own = { takesFiles: false };
    expect((await tell(over({ targets: two, tallies }), { sent: told, own })).called).toEqual([]);
    const nowhere = [noPlace, ...told.slice(1)];
    expect((await tell(over({ targets: two, tallies }), { sent: nowhere })).called).toEqual([]);
  });

  test('is shown once, and what was uploaded before is not uploaded again', async () => {
    const again = await tell(over({ targets: two }), { sent: [...told, shown('F9')] });
    expect(again.called).toEqual(['shareTable results F9 at the card']);
    for (const known of [{ ...shown('F9'), version: 3 }, message('results', { place: null })]) {
      expect((await tell(over({ targets: two }), { sent: [...told, known] })).called).toEqual([]);
    }
  });

  test('that Slack does not take for good is told of instead, with a row', async () => {
    for (const own of [{ uploadResults: failing(gone) }, { shareTable: failing(gone) }]) {
      const came = await tell(over({ targets: two }), { sent: told, own });
      expect(came.called.filter((one) => one !== 'uploadResults')).toEqual([
        'tellNoTable results at the card',
      ]);
      expect(came.undelivered).toEqual([{ message: 'results', code: 'channel_not_found' }]);
      expect(came.shown).toEqual(['results 3']);
    }
    const own = { uploadResults: failing(gone), tellNoTable: failing(gone) };
    expect((await tell(over({ targets: two }), { sent: told, own })).undelivered).toHaveLength(1);
    const later = { ...own, tellNoTable: failing(away) };
    const came = await tell(over({ targets: two }), { sent: told, own: later });
    expect(came).toMatchObject({ thrown: away, undelivered: [], shown: [] });
  });

  test('that Slack does not take for now comes later; without an answer it is most likely shown', async () => {
    const later = await tell(over({ targets: two }), { sent: told, own: { uploadResults: failing(away) } });
    expect(later).toMatchObject({ thrown: away, shown: [], undelivered: [] });
    const lost = await tell(over({ targets: two }), {
      sent: told,
      own: { uploadResults: failing(noAnswer) },
    });
    expect(lost).toMatchObject({ thrown: noAnswer, shown: [] });
    const unclear = await tell(over({ targets: two }), {
      sent: told,
      own: { shareTable: failing(noAnswer) },
    });
    expect(unclear).toMatchObject({ thrown: null, shown: ['results 3'], undelivered: [] });
    expect(unclear.called).toEqual(['uploadResults']);
    const bug = new TypeError('of ours');
    const thrown = await tell(over({ targets: two }), { sent: told, own: { shareTable: failing(bug) } });
    expect(thrown).toMatchObject({ thrown: bug, shown: [] });
  });
});

describe('who took something over', () => {
  const handOver = { isWanted: true, onlyIfAll: false, back: null, plannedAt: noon, reportedAt: noon };
  const targets = [aTarget(tyler, { successor: sam }), aTarget(kim, { successor: sam })];
  const own = { takesFiles: false };
  const people = { findByEmail: async (email: string) => (email === sam.email ? 'U01SAM' : null) };
  const items = [
    access,
    project('Atlas'),
    project('Bora', { to: kim.id }),
    project('Ceres', { outcome: { result: 'failed', reason: 'forbidden', detail: '' } }),
    project('Dione', { kind: 'tasks' }),
  ];
  const round = { sent: told, own, people, items };

  test('hears once what is theirs now, and from whom', async () => {
    const came = await tell(over({ targets, handOver }), round);
    expect(came.called).toEqual(['tellTakenOver U01SAM Tyler Reid Atlas Dione']);
    expect(came.recorded).toMatchObject([{ kind: 'taken_over', recipient: sam.id }]);
    const sent = [...told, message('taken_over', { recipient: sam.id })];
    const { items: _, ...unread } = { ...round, sent };
    expect(await tell(over({ targets, handOver }), unread)).toMatchObject({ called: [], thrown: null });
    for (const other of [
      message('taken_over', { recipient: kim.id }),
      message('reminder', { recipient: sam.id }),
    ]) {
      const again = await tell(over({ targets, handOver }), { ...round, sent: [...told, other] });
      expect(again.called).toHaveLength(1);
    }
  });

  test('hears nothing where nothing was moved, or not yet, or it went back', async () => {
    const none = { ...round, items: items.slice(2, 4) };
    expect((await tell(over({ targets, handOver }), none)).called).toEqual([]);
    for (const changes of [
      { handOver: null },
      { handOver: { ...handOver, reportedAt: null } },
      { handOver, action: 'reactivate' },
      { handOver, targets: [aTarget(tyler)] },
    ] as const) {
      const came = await tell(over({ targets, ...changes }), round);
      expect(came).toMatchObject({ called: [], thrown: null });
    }
  });

  test('and is not known to Slack is in the log instead', async () => {
    for (const successor of [kim, { ...sam, email: '' }]) {
      const asked: string[] = [];
      const findByEmail = async (email: string) => {
        asked.push(email);
        return null;
      };
      const came = await tell(over({ targets: [aTarget(tyler, { successor })], handOver }), {
        ...round,
        people: { findByEmail },
        items: [project('Atlas', { to: successor.id })],
      });
      expect(came.called).toEqual([]);
      expect(came.undelivered).toEqual([{ message: 'taken_over', code: 'no_account' }]);
      expect(came.recorded).toMatchObject([
        { kind: 'taken_over', place: null, shownAt: minutesAfterNoon(1) },
      ]);
      expect(asked).toEqual(successor.email === '' ? [] : [successor.email]);
    }
  });
});
