import { describe, expect, test } from 'vitest';

import { asParameters, type Query } from '../../src/workfront/client.ts';
import { WorkfrontError } from '../../src/workfront/errors.ts';
import { findByEmail, findByEmails, findByName, suggest, type Search } from '../../src/workfront/search.ts';
import { aUser } from '../store/builders.ts';
import { failureOf } from './support.ts';

type Asked = {
  readonly filter: Query;
  readonly limit: number;
  readonly first: number | undefined;
  readonly signal: AbortSignal | undefined;
};

/** Answers each search with what `answer` says of its filter, and notes what was asked. */
function searching(answer: (filter: Query, first: number) => ReturnType<typeof aUser>[], isLast = true) {
  const asked: Asked[] = [];
  const search: Search = async (filter, limit, { first, signal } = {}) => {
    signal?.throwIfAborted();
    asked.push({ filter, limit, first, signal });
    return { users: answer(filter, first ?? 0), isLast };
  };
  return { search, asked };
}

const nobody = () => searching(() => []);
/** Answers a list by `in`, and fails by any other way. */
const failing = (code: 'misconfigured' | 'unavailable') =>
  searching(({ emailAddr, emailAddr_Mod }) => {
    if (emailAddr_Mod === 'in') return [emailAddr].flat().map((one) => person(String(one)));
    throw new WorkfrontError(code, 'no answer', { request: 'GET /user/search' });
  }).search;
const at = (number: number) => `p${number}@acme.example`;
const person = (email: string, name = email) => aUser({ name, email, username: email });
const longest = 320;

describe('one address', () => {
  test('is asked for trimmed and composed, and what comes is looked at again', async () => {
    const { search, asked } = searching(() => [person('zoe\u0301@acme.example'), person('zoe@acme.example')]);
    const found = await findByEmail(search, ' zoe\u0301@acme.example\n', 5);
    expect(found.map(({ email }) => email)).toEqual(['zoe\u0301@acme.example']);
    expect(asked).toMatchObject([
      { filter: { emailAddr: 'zo\u00E9@acme.example', emailAddr_Mod: 'cieq' }, limit: 5 },
    ]);
  });

  test('that nobody has is looked for as a user name, as it is and in lower case', async () => {
    const { search, asked } = nobody();
    expect(await findByEmail(search, 'Zoe', 5)).toEqual([]);
    expect(asked.map(({ filter }) => filter)).toEqual([
      { emailAddr: 'Zoe', emailAddr_Mod: 'cieq' },
      { filters: '{"username":"Zoe"}' },
      { filters: '{"username":"zoe"}' },
    ]);
  });

  test('gives no more than are wanted, whether by address or by user name', async () => {
    const twins = [person(at(1)), person(at(1)), person(at(2))];
    expect(await findByEmail(searching(() => twins).search, at(1), 1)).toHaveLength(1);
    expect(await findByEmail(searching(() => twins).search, at(1), 5)).toHaveLength(2);
    const named = twins.map((user) => ({ ...user, email: '' }));
    expect(await findByEmail(searching(() => named).search, at(1), 1)).toHaveLength(1);
    expect(await findByEmail(searching(() => named).search, at(1), 5)).toHaveLength(2);
  });

  test('that is none, or longer than any, is not asked for', async () => {
    const { search, asked } = nobody();
    for (const text of ['', ' \t', 'x'.repeat(longest + 1)])
      expect(await findByEmail(search, text, 5)).toEqual([]);
    expect(asked).toEqual([]);
    await findByEmail(search, ` ${'x'.repeat(longest)} `, 5);
    expect(asked.length).toBeGreaterThan(0);
  });
});

describe('many addresses', () => {
  test('go in lists of fifty, as they are and in lower case, each once', async () => {
    const addresses = Array.from({ length: 51 }, (_, one) => (one === 0 ? 'P0@Acme.example' : at(one)));
    const { search, asked } = searching(({ emailAddr }) =>
      Array.isArray(emailAddr) ? emailAddr.map((one: string) => person(one.toLowerCase())) : [],
    );
    const found = await findByEmails(search, [...addresses, at(7)], 5);
    expect(
      asked.map(({ filter, limit }) => [filter['emailAddr']?.length, filter['emailAddr_Mod'], limit]),
    ).toEqual([
      [51, 'ciin', 2_000],
      [1, 'ciin', 2_000],
    ]);
    expect(asked[0]?.filter['emailAddr']).toEqual(
      expect.arrayContaining(['P0@Acme.example', 'p0@acme.example']),
    );
    expect([...found.keys()]).toEqual(addresses);
    expect(found.get('P0@Acme.example')?.map(({ email }) => email)).toContain('p0@acme.example');
    expect(found.get(at(7))?.map(({ email }) => email)).toEqual([at(7)]);
  });

  test('that are long go in shorter lists', async () => {
    const addresses = Array.from({ length: 50 }, (_, one) => `${'x'.repeat(80)}${at(one)}`);
    const { search, asked } = searching(({ emailAddr }) =>
      [emailAddr].flat().map((one) => person(String(one))),
    );
    await findByEmails(search, addresses, 5);
    expect(asked.map(({ filter }) => filter['emailAddr']?.length)).toEqual(
      Array.from({ length: 10 }, () => 5),
    );
    const short = searching(({ emailAddr }) => [emailAddr].flat().map((one) => person(String(one))));
    await findByEmails(short.search, addresses.slice(0, 30), 5);
    expect(short.asked.map(({ filter }) => filter['emailAddr']?.length)).toEqual([30]);
  });

  test('go in one list up to half of what an address may take, since each goes twice', async () => {
    const list = Array.from({ length: 50 }, (_, one) => at(one));
    const room = 4_000 - asParameters({ emailAddr: list }).toString().length;
    for (const [more, lists] of [
      [room, 1],
      [room + 1, 10],
    ] as const) {
      const longer = list.map((address, one) => 'x'.repeat((more + one) / 50) + address);
      const { search, asked } = searching(({ emailAddr }) =>
        [emailAddr].flat().map((one) => person(String(one))),
      );
      await findByEmails(search, longer, 5);
      expect(asked).toHaveLength(lists);
    }
  });

  test('that no list finds are looked up alone, and those found are not', async () => {
    const { search, asked } = searching((filter) =>
      filter['emailAddr_Mod'] === 'ciin' ? [person(at(1)), person('other@acme.example')] : [person(at(2))],
    );
    const found = await findByEmails(search, [at(1), at(2), ''], 5);
    expect([...found].map(([address, users]) => [address, users.map(({ email }) => email)])).toEqual([
      [at(1), [at(1)]],
      [at(2), [at(2)]],
      ['', []],
    ]);
    expect(asked.map(({ filter }) => filter['emailAddr'])).toEqual([[at(1), at(2)], at(2)]);
  });

  test.each(['refuses', 'does not know'])('go by `in` where Workfront %s `ciin`', async (how) => {
    const addresses = Array.from({ length: 60 }, (_, one) => at(one));
    const { search, asked } = searching((filter) => {
      if (filter['emailAddr_Mod'] !== 'ciin')
        return [filter['emailAddr']].flat().map((one) => person(String(one)));
      if (how === 'refuses')
        throw new WorkfrontError('invalid', 'no such modifier', { request: 'GET /user/search' });
      return [];
    });
    const found = await findByEmails(search, addresses, 5);
    expect([...found.values()].every(({ length }) => length === 1)).toBe(true);
    expect(asked.map(({ filter }) => filter['emailAddr_Mod'])).toEqual(['ciin', 'in', 'ciin', 'in']);
  });

  test('go by `in` where Workfront answers `ciin` with what is no answer, and not where it is away', async () => {
    expect((await findByEmails(failing('misconfigured'), [at(1)], 5)).get(at(1))).toHaveLength(1);
    expect(await failureOf(findByEmails(failing('unavailable'), [at(1)], 5))).toMatchObject({
      code: 'unavailable',
    });
  });

  test('that are none, or longer than any, are in no list', async () => {
    const { search, asked } = nobody();
    const edge = 'x'.repeat(longest);
    const found = await findByEmails(search, [' ', `${edge}x`, edge], 5);
    expect(asked[0]?.filter['emailAddr']).toEqual([edge]);
    expect([...found.values()].flat()).toEqual([]);
    expect(found.size).toBe(3);
  });
});

describe('a name', () => {
  test('is asked for by its longest word, and all its words are looked for', async () => {
    const { search, asked } = searching(() => [
      person('a@a.a', 'Jo Wolkenstein'),
      person('b@a.a', 'Wolkenstein'),
      person('c@a.a', 'Ann Wolkenstein, jo'),
    ]);
    const found = await findByName(search, ['jo', ' wolkenstein ', ''], 5);
    expect(found.map(({ name }) => name)).toEqual(['Ann Wolkenstein, jo', 'Jo Wolkenstein']);
    expect(asked).toEqual([
      { filter: { name: 'wolkenstein', name_Mod: 'cicontains' }, limit: 200, first: 0, signal: undefined },
    ]);
  });

  test('that several have comes in the order of their ids, once each', async () => {
    const same = ['c', 'a', 'b', 'a'].map((digit) => aUser({ id: digit.repeat(32), name: 'Kim Lee' }));
    const found = await findByName(searching(() => same).search, ['kim'], 5);
    expect(found.map(({ id }) => id[0])).toEqual(['a', 'b', 'c']);
    expect(await findByName(searching(() => same).search, ['kim'], 2)).toHaveLength(2);
  });

  test('is looked for page by page, until enough are found', async () => {
    const { search, asked } = searching(
      (_filter, first) => [person(at(first), first === 400 ? 'Zoe Lee' : `Ann Lee ${first}`)],
      false,
    );
    expect(await findByName(search, ['lee', 'zoe'], 1)).toHaveLength(1);
    expect(asked.map(({ first }) => first)).toEqual([0, 200, 400]);
  });

  test('whose words are too common to look at all is a failure, and no half of the answer', async () => {
    const { search, asked } = searching(() => [person(at(1), 'Ann Lee')], false);
    const failure = await failureOf(findByName(search, ['lee', 'zoe'], 5));
    expect(failure).toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('Too many names contain these words'),
    });
    expect(failure.message).toContain('GET /user/search');
    expect(asked).toHaveLength(10);
  });

  test('that is none, or longer than any, is not asked for', async () => {
    const { search, asked } = nobody();
    for (const words of [[], [''], [' ', '']]) expect(await findByName(search, words, 5)).toEqual([]);
    expect(await findByName(search, ['x'.repeat(longest + 1)], 5)).toEqual([]);
    expect(asked).toEqual([]);
    await findByName(search, ['x'.repeat(longest)], 5);
    expect(asked).toHaveLength(1);
  });
});

describe('what is typed so far', () => {
  const { signal } = new AbortController();

  test('is looked for in names and, as one word, in addresses', async () => {
    const { search, asked } = searching(({ name }) =>
      name === undefined
        ? [person('lee@acme.example', 'Zed'), person('other@acme.example', 'Other')]
        : [person('a@a.a', 'Morgan Lee'), person('b@a.a', 'Nobody')],
    );
    const found = await suggest(search, ' lee ', 5, signal);
    expect(found.map(({ name }) => name)).toEqual(['Morgan Lee', 'Zed']);
    expect(asked.map(({ filter, limit }) => [filter, limit])).toEqual([
      [{ name: 'lee', name_Mod: 'cicontains' }, 200],
      [{ emailAddr: 'lee', emailAddr_Mod: 'cicontains' }, 200],
    ]);
    expect(await suggest(search, 'lee', 1, signal)).toHaveLength(1);
  });

  test('as several words is looked for by the longest one in names alone', async () => {
    const both = [person('a@a.a', 'Jo Wolkenstein'), person('b@a.a', 'Ann Wolkenstein')];
    const { search, asked } = searching(() => both);
    const found = await suggest(search, 'jo \t wolkenstein', 5, signal);
    expect(found.map(({ name }) => name)).toEqual(['Jo Wolkenstein']);
    expect(asked.map(({ filter }) => filter)).toEqual([{ name: 'wolkenstein', name_Mod: 'cicontains' }]);
    await suggest(search, 'wolkenstein jo', 5, signal);
    expect(asked.at(-1)?.filter).toEqual({ name: 'wolkenstein', name_Mod: 'cicontains' });
  });

  test('names each person once, found by name and by address', async () => {
    const lee = person('lee@acme.example', 'Kim Lee');
    expect(await suggest(searching(() => [lee]).search, 'lee', 5, signal)).toEqual([lee]);
  });

  test('that is nothing, or longer than any name, is not looked for', async () => {
    const { search, asked } = nobody();
    expect(await suggest(search, ' ', 5, signal)).toEqual([]);
    expect(await suggest(search, 'x'.repeat(longest + 1), 5, signal)).toEqual([]);
    expect(asked).toEqual([]);
    await suggest(search, 'zoe\u0301', 5, signal);
    expect(asked[0]?.filter).toMatchObject({ name: 'zo\u00E9' });
    await suggest(search, 'x'.repeat(longest), 5, signal);
    expect(asked).toHaveLength(4);
  });

  test('is given up with the signal', async () => {
    const { search, asked } = nobody();
    await suggest(search, 'lee', 5, signal);
    expect(asked.map((one) => one.signal)).toEqual([signal, signal]);
    await expect(
      suggest(nobody().search, 'lee', 5, AbortSignal.abort(new Error('typed on'))),
    ).rejects.toThrow('typed on');
  });
});
