import { expect, test } from 'vitest';

import { DeliveryError, StoreUnavailable, WorkfrontFailure } from '../../src/requests/errors.ts';
import { Refusal } from '../../src/requests/refusal.ts';

test('what comes from outside says so, and a refusal is named as one', () => {
  expect(new WorkfrontFailure('throttled', 'slow').isFromOutside).toBe(true);
  expect(new DeliveryError('is_archived', { permanent: true }).isFromOutside).toBe(true);
  expect(new Refusal({ reason: 'reason_missing' }).name).toBe('Refusal');
});

test('what Workfront did not do says why, and whether it may be done all the same', () => {
  const cause = new Error('no route');
  const bare = new WorkfrontFailure('unavailable', 'no answer', { cause });
  expect(bare).toMatchObject({ name: 'WorkfrontFailure', code: 'unavailable', message: 'no answer', cause });
  expect(bare).toMatchObject({ detail: '', maybeDone: false });
  expect(new WorkfrontFailure('throttled', 'slow')).toMatchObject({ detail: '', maybeDone: false });
  expect(new WorkfrontFailure('invalid', 'no', { detail: 'too long', maybeDone: true })).toMatchObject({
    detail: 'too long',
    maybeDone: true,
  });
});

test('a message that Slack did not take says whether another try helps', () => {
  expect(new DeliveryError('is_archived', { permanent: true })).toMatchObject({
    name: 'DeliveryError',
    message: 'Slack did not take the message: is_archived',
    code: 'is_archived',
    permanent: true,
    forOperator: false,
    retryAfterMs: null,
  });
  const cause = new Error('429');
  const options = { permanent: false, forOperator: true, retryAfterMs: 5_000, cause };
  expect(new DeliveryError('ratelimited', options)).toMatchObject(options);
});

test('a database that is away says what it said itself', () => {
  const said = new StoreUnavailable({ cause: new Error('refused') });
  expect(said).toMatchObject({ name: 'StoreUnavailable', message: 'the database does not answer: refused' });
  for (const cause of [new Error(''), 'refused', undefined]) {
    expect(new StoreUnavailable({ cause }).message).toBe('the database does not answer');
  }
});
