import { describe, expect, test } from 'vitest';

import type { WorkfrontUser } from '../../src/requests/request.ts';
import { findUsers, fold, wordsOf, type Question } from '../../src/usecases/find-users.ts';
import { aUser } from '../store/builders.ts';
import { peopleOf, workfrontOf } from './in-memory.ts';

const user = (name: string, email: string, username = email) => aUser({ name, email, username });
const tyler = user('Tyler Reid', 'tyler.reid@acme.example', 'treid');
const twin = user('Tyler Reid', 'tyler.reid2@acme.example');
const jordan = user('Jordan Lee', 'jordan.lee@acme.example');
const morgan = user('Morgan Lee', 'morgan.lee@acme.example', 'lee');

async function find(users: readonly WorkfrontUser[], question: Question) {
  const workfront = workfrontOf(users);
  const people = peopleOf({ U0TYLER: { email: 'Tyler.Reid@acme.example' }, U0NONE: {} });
  const found = await findUsers({ workfront, people }, question).catch((error: unknown) => error);
  return { found, asked: workfront.asked };
}

const refusal = (because: object) => expect.objectContaining({ because });
const unknown = (asked: string, ...near: WorkfrontUser[]) => refusal({ reason: 'user_unknown', asked, near });

describe('one person, beyond doubt', () => {
  test.each<readonly [string, Question]>([
    ['an id', { by: 'id', id: tyler.id }],
    ['an address', { by: 'email', email: 'tyler.reid@ACME.example' }],
    ['a mention whose profile has the address', { by: 'slack_user', slackUserId: 'U0TYLER' }],
    ['a whole name, with other case and blanks', { by: 'name', name: ' tyler   REID ' }],
    ['a user name', { by: 'name', name: 'treid', username: 'treid' }],
  ])('%s', async (_what, question) => {
    expect((await find([jordan, tyler], question)).found).toEqual({ exact: true, user: tyler });
  });

  test('a user who is found by name and by user name is one', async () => {
    const { found, asked } = await find([morgan], { by: 'name', name: 'Lee', username: 'lee' });
    expect(found).toEqual({ exact: true, user: morgan });
    expect(asked).toEqual(['email lee, 26', 'name Lee, 26']);
  });
});

describe('somebody has to pick', () => {
  test.each<readonly [string, readonly WorkfrontUser[], Question]>([
    [
      'of two with the address',
      [tyler, { ...twin, email: tyler.email }],
      { by: 'email', email: tyler.email },
    ],
    ['of two with the name', [tyler, twin], { by: 'name', name: 'Tyler Reid' }],
    [
      'of two of whom one has it as user name',
      [morgan, jordan],
      { by: 'name', name: 'lee', username: 'lee' },
    ],
    ['also where only a part of the name was typed', [jordan], { by: 'name', name: 'Lee' }],
  ])('%s', async (_what, users, question) => {
    expect((await find(users, question)).found).toEqual({ exact: false, users, more: false });
  });

  test('twenty-five are shown, and whether there are more', async () => {
    const many = Array.from({ length: 26 }, (_, index) =>
      user(`Lee ${index + 10}`, `lee${index}@acme.example`),
    );
    const question: Question = { by: 'name', name: 'Lee' };
    expect((await find(many, question)).found).toEqual({
      exact: false,
      users: many.slice(0, 25),
      more: true,
    });
    const exactly = many.slice(1);
    expect((await find(exactly, question)).found).toEqual({ exact: false, users: exactly, more: false });
  });
});

describe('nobody', () => {
  test('an id that nobody has leads to nobody else', async () => {
    const id = '0'.repeat(32);
    expect(await find([tyler], { by: 'id', id })).toEqual({ found: unknown(id), asked: [`id ${id}`] });
  });

  test('a Slack account without an address, or that is not there, is no question to Workfront', async () => {
    for (const slackUserId of ['U0NONE', 'U0GONE']) {
      const { found, asked } = await find([tyler], { by: 'slack_user', slackUserId });
      expect(found).toEqual(refusal({ reason: 'no_email', slackUserId }));
      expect(asked).toEqual([]);
    }
  });

  test('an address that nobody has comes with those who have a part of it in their name', async () => {
    const email = 'jo.lee_tyler+x-morgan@acme.example';
    const { found, asked } = await find([jordan, morgan, tyler], { by: 'email', email });
    expect(found).toEqual(unknown(email, jordan, morgan, tyler));
    expect(asked).toEqual([`email ${email}, 26`, 'name lee, 3', 'name tyler, 3', 'name morgan, 3']);
  });

  test('near misses are looked up for three words, and five are shown', async () => {
    const many = ['Ada', 'Bob', 'Cyd'].flatMap((first) =>
      ['A', 'B', 'C', 'D'].map((last) => user(`${first} ${last}`, `${first}.${last}@x.example`)),
    );
    const { found, asked } = await find(many, { by: 'email', email: 'ada.bob.cyd.dan@x.example' });
    expect(found).toEqual(unknown('ada.bob.cyd.dan@x.example', ...many.slice(0, 3), ...many.slice(4, 6)));
    expect(asked.slice(1)).toEqual(['name ada, 3', 'name bob, 3', 'name cyd, 3']);
  });

  test('of a name one word is not looked up again, several are one by one', async () => {
    expect(await find([tyler], { by: 'name', name: 'Zed' })).toEqual({
      found: unknown('Zed'),
      asked: ['name Zed, 26'],
    });
    const { found } = await find([tyler, jordan], { by: 'name', name: 'Tyler Reed' });
    expect(found).toEqual(unknown('Tyler Reed', tyler));
  });
});

test('names are compared without case, and however they are composed and spaced', () => {
  expect(fold('  JOSE\u0301\u00a0Lee')).toBe('jos\u00e9 lee');
  expect(wordsOf(' a \n b ')).toEqual(['a', 'b']);
});
