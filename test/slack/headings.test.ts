import { describe, expect, test } from 'vitest';

import { plainText } from '../../sandbox/slack/block-kit/plain-text.ts';
import { en } from '../../src/i18n/en.ts';
import { isFinal, type Request, type Target } from '../../src/requests/request.ts';
import { confirmMessage } from '../../src/slack/views/confirm.ts';
import { resultMessage } from '../../src/slack/views/result.ts';
import { aRequest, aTarget, aUser, minutesAfterNoon, noon } from '../store/builders.ts';
import { facts } from './card.ts';
import { shown } from './soundness.ts';

const jordan = aUser({ name: 'Jordan Lee', email: 'jordan.lee@acme.example', title: 'Designer' });
const one = (outcome: Target['outcome']) => [aTarget(jordan, { outcome })];
const done = one({ result: 'done', confirmedBy: 'answer' });
const failed = one({ result: 'failed', reason: 'rejected', detail: 'no' });
const approvals = [{ approver: 'U0ALAN', at: noon }];
const decision = { by: 'U0BEA', at: noon, reason: null };
const runAt = minutesAfterNoon(60 * 24);

const states: readonly (readonly [Partial<Request>, string])[] = [
  [{ state: 'pending' }, 'Deactivate Jordan Lee?'],
  [{ state: 'approved', approvals, runAt }, 'Scheduled: deactivate Jordan Lee'],
  [{ state: 'approved', approvals }, 'Deactivating Jordan Lee …'],
  [{ state: 'executing', approvals, startedAt: noon }, 'Deactivating Jordan Lee …'],
  [{ state: 'done', approvals, targets: done }, 'Jordan Lee is deactivated'],
  [{ state: 'failed', approvals, targets: failed }, 'Not deactivated: Jordan Lee'],
  [{ state: 'failed', approvals, targets: [...done, ...done, ...failed] }, '2 of 3 people are deactivated'],
  [{ state: 'denied', decision }, 'Denied: deactivate Jordan Lee'],
  [{ state: 'cancelled', decision }, 'Withdrawn: deactivate Jordan Lee'],
  [{ state: 'cancelled', decision: { ...decision, stopped: true } }, 'Stopped: deactivate Jordan Lee'],
  [{ state: 'expired', decision: { ...decision, by: null } }, 'Expired: deactivate Jordan Lee'],
  [{ state: 'pending', action: 'reactivate' }, 'Reactivate Jordan Lee?'],
  [{ state: 'done', approvals, targets: done, dryRun: true }, 'Dry run ended: deactivate Jordan Lee'],
];

describe.each(states)('the card of %j', (changes, heading) => {
  const request = aRequest({ targets: [aTarget(jordan)], reason: 'left on Friday', ...changes });
  const lines = plainText({ blocks: shown(confirmMessage(request, facts)) }).split('\n');

  test('has its state as its heading, and so has the message to the requester', () => {
    expect(lines[0]).toBe(heading);
    if (!isFinal(request.state)) return;
    const told = resultMessage(request, null, en, noon);
    expect(plainText({ blocks: shown(told) }).split('\n')[0]).toBe(heading);
  });

  test('says who, by whom and why, and the details only while they matter', () => {
    const words = lines.join('\n');
    expect(words).toContain('jordan.lee@acme.example');
    expect(words).toMatch(/Asked by <@\w+>.*left on Friday|Reason: left on Friday/u);
    expect(words.includes('Title: Designer')).toBe(!isFinal(request.state));
  });
});

test.each([
  ['deactivate', 1, 'They lose access to Workfront and the license is freed.'],
  ['deactivate', 3, 'They lose access to Workfront and their licenses are freed.'],
  [
    'reactivate',
    1,
    'They get access to Workfront again and use a license. Workfront may need a new access level assigned.',
  ],
] as const)('an approver reads what it does: %s %i', (action, count, said) => {
  const targets = Array.from({ length: count }, () => aTarget(jordan));
  expect(plainText({ blocks: shown(confirmMessage(aRequest({ action, targets }), facts)) })).toContain(said);
});
