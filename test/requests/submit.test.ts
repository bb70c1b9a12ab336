import { describe, expect, test } from 'vitest';

import { noon } from '../store/builders.ts';
import { asked, hoursAfterNoon, leaver, other } from './steps.ts';

const manager = { managerId: 'c'.repeat(32), manager: 'Mona Bell' };
const facts = (changes: Parameters<typeof asked>[0]) => asked(changes).audit[0]?.data;

describe('the first row of a request', () => {
  const handing = { targets: [{ user: leaver, slackUserId: null, successor: other }] };

  test('names the manager of who leaves, where somebody takes over and there is one', () => {
    const user = { ...leaver, ...manager };
    const named = { targets: [{ manager: { id: manager.managerId, name: manager.manager } }] };
    expect(facts({ targets: [{ user, slackUserId: null, successor: other }] })).toMatchObject(named);
    expect(facts({ targets: [{ user, slackUserId: null }] })).not.toMatchObject(named);
    expect(facts(handing)).not.toHaveProperty('targets.0.manager');
  });

  test('says that all has to move first only where something moves and that was wished', () => {
    expect(facts({ ...handing, onlyIfAll: true })).toMatchObject({ onlyIfAll: true });
    expect(facts(handing)).not.toHaveProperty('onlyIfAll');
    expect(facts({ onlyIfAll: true })).not.toHaveProperty('onlyIfAll');
    expect(asked(handing).request.handOver).toMatchObject({ isWanted: true, onlyIfAll: false });
  });

  test('says what a reactivation can give back', () => {
    const back = { of: ['r2222222222', 'r3333333333'], count: 7 };
    expect(facts({ action: 'reactivate', back })).toHaveProperty('back', back);
    expect(facts({ action: 'reactivate' })).not.toHaveProperty('back');
  });
});

test('something changes hands as soon as one of several people has a successor', () => {
  const targets = [
    { user: leaver, slackUserId: null, successor: other },
    { user: { ...leaver, id: 'd'.repeat(32) }, slackUserId: null },
  ];
  expect(asked({ targets }).request.handOver).toMatchObject({ isWanted: true });
});

test.each([
  [null, []],
  [24, [hoursAfterNoon(24)]],
  [72, []],
  [96, []],
])('a card with a date in %s hours, which expires in 72, changes once more at %o', (hours, at) => {
  const { jobs, request } = asked({ runAt: hours === null ? null : hoursAfterNoon(hours) });
  expect(request.expiresAt).toEqual(new Date(noon.getTime() + 72 * 3_600_000));
  const notify = { name: 'notify', requestId: request.id, repair: true };
  const later = jobs.filter(({ job, startAfter }) => startAfter && job.name !== 'expire');
  expect(later).toEqual(at.map((startAfter) => ({ job: notify, startAfter })));
});
