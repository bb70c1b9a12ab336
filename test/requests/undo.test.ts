import { describe, expect, test } from 'vitest';

import { keptField } from '../../src/requests/request.ts';
import { changedBy, differencesOf, undoUntil } from '../../src/requests/undo.ts';
import { aRequest, aTarget, aUser, minutesAfterNoon, noon } from '../store/builders.ts';

const done = aTarget(aUser(), { outcome: { result: 'done', confirmedBy: 'read' } });
const others = [
  aTarget(aUser(), { outcome: { result: 'already', since: null } }),
  aTarget(aUser(), { outcome: { result: 'failed', reason: 'rejected', detail: '' } }),
];
const ended = aRequest({ state: 'failed', targets: [...others, done], finishedAt: noon });

describe('what can be taken back', () => {
  test('is a deactivation of people, and of those alone whose access the request took', () => {
    expect(changedBy(ended)).toEqual([done]);
    expect(changedBy({ ...ended, action: 'reactivate' })).toEqual([]);
  });

  test('can be for a day after its end', () => {
    expect(undoUntil(ended)).toEqual(minutesAfterNoon(24 * 60));
  });

  test.each([
    ['is still under way', { finishedAt: null }],
    ['was a dry run', { dryRun: true }],
    ['took nobody’s access', { targets: others }],
    ['gave access', { action: 'reactivate' }],
  ] as const)('is not what %s', (_what, changes) => {
    expect(undoUntil({ ...ended, ...changes })).toBeNull();
  });
});

describe('what is different from before', () => {
  const before = aUser({
    accessLevel: 'Worker',
    accessLevelId: 'a1',
    homeGroup: 'Design',
    homeGroupId: 'g1',
    homeTeam: 'Web',
    homeTeamId: 't1',
    manager: 'Kim Lee',
    managerId: 'm1',
  });

  test('is nothing of somebody who is as before', () => {
    const renamed = aUser({ ...before, name: 'Another Name', isActive: false });
    expect(differencesOf(before, renamed)).toEqual([]);
  });

  test.each(keptField.options)('is the %s by its id, with both names', (field) => {
    const now = { ...before, [field]: 'New', [`${field}Id`]: 'x2' };
    expect(differencesOf(before, now)).toEqual([{ field, before: before[field], now: 'New' }]);
  });

  test('is not a name alone where ids are told', () => {
    expect(differencesOf(before, { ...before, manager: 'Kim Lee-Novak' })).toEqual([]);
  });

  test('is a name where no ids are told, and what is there on one side only', () => {
    const nameless = { ...before, managerId: null };
    const kim = { field: 'manager', before: 'Kim Lee', now: 'Ada Brook' };
    expect(differencesOf(nameless, { ...nameless, manager: 'Ada Brook' })).toEqual([kim]);
    expect(differencesOf(nameless, nameless)).toEqual([]);
    const oneSide = [{ field: 'manager', before: 'Kim Lee', now: 'Kim Lee' }];
    expect(differencesOf(before, nameless)).toEqual(oneSide);
    expect(differencesOf(nameless, before)).toEqual(oneSide);
  });
});
