import { expect, test } from 'vitest';

import { plainText } from '../../sandbox/slack/block-kit/plain-text.ts';
import { en } from '../../src/i18n/en.ts';
import { isFinal, type Request, type Target } from '../../src/requests/request.ts';
import { submittedAnswer } from '../../src/slack/views/answers.ts';
import type { Content } from '../../src/slack/views/blocks.ts';
import { listAnswer } from '../../src/slack/views/list.ts';
import { aRequest, aTarget, aUser, minutesAfterNoon, noon } from '../store/builders.ts';
import { steady } from '../support/words.ts';
import { shown } from './soundness.ts';

const approvals = [{ approver: 'U0ALAN', at: noon }];
const finishedAt = minutesAfterNoon(1);
const decision = { by: 'U0BEA', at: finishedAt, reason: null };
const tyler = (outcome: Target['outcome']) => aTarget(aUser({ name: 'Tyler Reid' }), { outcome });
const done = tyler({ result: 'done', confirmedBy: 'answer' });
const refused = tyler({ result: 'failed', reason: 'rejected', detail: 'no' });
const dry = tyler({ result: 'skipped', reason: 'dry_run' });

function read(content: Content): string {
  return steady(plainText({ blocks: shown(content) }));
}

/** The row of a request in the history. */
function row(changes: Partial<Request>): string | undefined {
  const request = aRequest({ targets: [done], ...changes });
  const ended = isFinal(request.state) ? { ...request, finishedAt } : request;
  const listed = [{ request: ended, card: null, mayWithdraw: false, mayStop: false }];
  const page = { which: 'history', about: null, page: 0, hasMore: false, listed } as const;
  return read(listAnswer(page, 'https://acme.slack.com/', en))
    .split('\n')[1]
    ?.split(' · asked by')[0];
}

test.each<[Partial<Request>, string]>([
  [{ state: 'pending' }, 'Deactivate Tyler Reid · waiting for approval'],
  [{ state: 'done', approvals }, 'Deactivate Tyler Reid · done, approved by <@U0ALAN>, ‹date›'],
  [
    { state: 'failed', approvals, targets: [refused] },
    'Deactivate Tyler Reid · not possible: Workfront refused, approved by <@U0ALAN>, ‹date›',
  ],
  [
    { state: 'failed', approvals, targets: [done, done, refused, done] },
    'Deactivate 4 people · 3 of 4 done, 1 not possible, approved by <@U0ALAN>, ‹date›',
  ],
  [
    { state: 'done', approvals, dryRun: true, targets: [dry] },
    'Deactivate Tyler Reid · dry run: done, approved by <@U0ALAN>, ‹date›',
  ],
  [{ state: 'denied', decision }, 'Deactivate Tyler Reid · denied by <@U0BEA>, ‹date›'],
  [
    { state: 'cancelled', decision: { ...decision, stopped: true }, approvals },
    'Deactivate Tyler Reid · stopped by <@U0BEA>, ‹date›',
  ],
  [{ state: 'expired', decision: { ...decision, by: null } }, 'Deactivate Tyler Reid · expired, ‹date›'],
])('a row says what came of a request, by whom and when: %#', (changes, said) => {
  expect(row(changes)).toBe(said);
});

test('many people are counted and not named one by one', () => {
  const targets = Array.from({ length: 93 }, () => done);
  expect(row({ state: 'pending', targets })).toBe('Deactivate 93 people · waiting for approval');
  expect(read(submittedAnswer(aRequest({ targets }), 'link', en))).toContain(
    'Sent to the approvers: deactivate 93 people · ',
  );
});
