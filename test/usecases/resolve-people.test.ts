import { describe, expect, test } from 'vitest';

import { WorkfrontFailure } from '../../src/requests/errors.ts';
import type { Ports } from '../../src/requests/ports.ts';
import type { WorkfrontUser } from '../../src/requests/request.ts';
import { resolvePeople, type Named } from '../../src/usecases/resolve-people.ts';
import { aUser } from '../store/builders.ts';
import { failing, peopleOf, storeOf, workfrontOf } from './in-memory.ts';
import { policyWith } from './policy-with.ts';

const user = (name: string, changes: Partial<WorkfrontUser> = {}) => {
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@acme.example`;
  return aUser({ name, email, username: email, ...changes });
};
const tyler = user('Tyler Reid', { username: 'treid' });
const jordan = user('Jordan Lee');
const morgan = user('Morgan Lee');
const priya = user('Priya Nair', { isActive: false });
const dana = user('Dana Whitfield', { isAdmin: true });
const bot = user('The Bot', { id: 'f'.repeat(32) });
const everybody = [tyler, jordan, morgan, priya, dana, bot];

const byEmail = (email: string): Named => ({
  question: { by: 'email', email },
  asked: email,
  username: null,
});
const byId = (id: string): Named => ({ question: { by: 'id', id }, asked: id, username: null });
const byName = (name: string, username: string | null = null): Named => ({
  question: { by: 'name', name },
  asked: name,
  username,
});
const byMention = (slackUserId: string): Named => ({
  question: { by: 'slack_user', slackUserId },
  asked: `@${slackUserId}`,
  username: null,
});

type Options = {
  readonly users?: readonly WorkfrontUser[];
  readonly action?: 'deactivate' | 'reactivate';
  readonly open?: ReadonlyMap<string, string>;
  readonly workfront?: Partial<Ports['workfront']>;
};

async function resolve(people: readonly Named[], options: Options = {}) {
  const { users = everybody, action = 'deactivate', open = new Map() } = options;
  const workfront = workfrontOf(users, options.workfront);
  const steps: number[] = [];
  const ports = {
    workfront,
    people: peopleOf({ U0TYLER: { email: tyler.email }, U0NONE: {} }),
    store: storeOf({
      findOpenRequestsFor: async (ids) => new Map([...open].filter(([id]) => ids.includes(id))),
    }),
  };
  const entries = await resolvePeople(ports, policyWith(), action, people, (done) => steps.push(done));
  return { entries, asked: workfront.asked, steps, findings: entries.map(({ finding }) => finding) };
}

test('each is found by what they were called, in the order of the list, and each is told as a step', async () => {
  const mentioned = ['U0TYLER', 'U0NONE', 'U0GONE'].map(byMention);
  const people = [byName('Jordan Lee'), ...mentioned, byId(morgan.id)];
  const { entries, asked, steps } = await resolve(people);
  expect(entries).toEqual([
    { asked: 'Jordan Lee', finding: { kind: 'found', user: jordan } },
    { asked: '@U0TYLER', finding: { kind: 'found', user: tyler } },
    { asked: '@U0NONE', finding: { kind: 'no_email' } },
    { asked: '@U0GONE', finding: { kind: 'no_email' } },
    { asked: morgan.id, finding: { kind: 'found', user: morgan } },
  ]);
  expect(asked).toEqual(['ids 1', 'emails 1, 26', 'name Jordan+Lee, 26']);
  expect(steps).toEqual([1, 2, 3, 4, 5]);
});

describe('what stands against asking', () => {
  test('administrators, the bot’s own user and who is inactive already', async () => {
    const { findings } = await resolve([byEmail(dana.email), byId(bot.id), byEmail(priya.email)]);
    expect(findings).toEqual([
      { kind: 'protected', user: dana, why: 'administrator' },
      { kind: 'protected', user: bot, why: 'api_user' },
      { kind: 'as_wished', user: priya },
    ]);
  });

  test('who is active already, of those who are to be active', async () => {
    const { findings } = await resolve([byEmail(tyler.email), byEmail(priya.email)], {
      action: 'reactivate',
    });
    expect(findings).toEqual([
      { kind: 'as_wished', user: tyler },
      { kind: 'found', user: priya },
    ]);
  });

  test('another request about them', async () => {
    const open = new Map([[tyler.id, 'r7kq2m9x3ta']]);
    const { findings } = await resolve([byEmail(tyler.email), byEmail(jordan.email)], { open });
    expect(findings).toEqual([
      { kind: 'open', user: tyler, requestId: 'r7kq2m9x3ta' },
      { kind: 'found', user: jordan },
    ]);
  });

  test('that they were named before, by whatever name', async () => {
    const { findings } = await resolve([byEmail(tyler.email), byName('tyler reid'), byId(tyler.id)]);
    expect(findings).toEqual([
      { kind: 'found', user: tyler },
      { kind: 'double', user: tyler, first: tyler.email },
      { kind: 'double', user: tyler, first: tyler.email },
    ]);
  });
});

describe('who is not found beyond doubt', () => {
  test('several with the name, or one with a part of it, are candidates', async () => {
    // One word may be a user name as well, which says nothing where it is a part of names.
    const users = [jordan, { ...morgan, username: 'lee' }, tyler];
    const { findings } = await resolve([byName('Lee', 'lee'), byName('Tyler')], { users });
    expect(findings).toEqual([
      { kind: 'ambiguous', candidates: users.slice(0, 2), more: false },
      { kind: 'ambiguous', candidates: [tyler], more: false },
    ]);
  });

  test('twenty-five candidates are kept, and whether there are more', async () => {
    const users = Array.from({ length: 26 }, (_, index) => user(`Lee ${index + 10}`));
    const [finding] = (await resolve([byName('Lee')], { users })).findings;
    expect(finding).toEqual({ kind: 'ambiguous', candidates: users.slice(0, 25), more: true });
    const [exactly] = (await resolve([byName('Lee')], { users: users.slice(1) })).findings;
    expect(exactly).toEqual({ kind: 'ambiguous', candidates: users.slice(1), more: false });
  });

  test('one word that is nobody’s name is tried as a user name', async () => {
    const { findings, asked } = await resolve([byName('treid', 'treid'), byName('zed')]);
    expect(findings).toEqual([
      { kind: 'found', user: tyler },
      { kind: 'unknown', near: [] },
    ]);
    expect(asked).toContain('email treid, 26');
  });

  test('an id that a list does not show is looked up alone', async () => {
    const workfront = { readUsers: async () => new Map() };
    const { findings, asked } = await resolve([byId(tyler.id), byId('0'.repeat(32))], { workfront });
    expect(findings).toEqual([
      { kind: 'found', user: tyler },
      { kind: 'unknown', near: [] },
    ]);
    expect(asked).toEqual([`id ${tyler.id}`, `id ${'0'.repeat(32)}`]);
  });

  test('similar names are looked up for the first ten', async () => {
    const people = Array.from({ length: 11 }, (_, index) => byEmail(`x${index}.tyler@acme.example`));
    const { findings } = await resolve([...people, byName('Reid Tailor')]);
    expect(findings).toHaveLength(12);
    expect(findings.slice(0, 10)).toEqual(
      findings.slice(0, 10).map(() => ({ kind: 'unknown', near: [tyler] })),
    );
    expect(findings.slice(10)).toEqual(findings.slice(10).map(() => ({ kind: 'unknown', near: [] })));
    expect((await resolve([byName('Reid Tailor')])).findings).toEqual([{ kind: 'unknown', near: [tyler] }]);
  });

  test('a name that Workfront finds too common for a look is nobody, any other failure ends it', async () => {
    const tooMany = { findByName: failing(new WorkfrontFailure('invalid', 'too many')) };
    const away = { findByName: failing(new WorkfrontFailure('unavailable', 'away')) };
    const { findings } = await resolve([byId(tyler.id), byName('a')], { workfront: tooMany });
    expect(findings).toEqual([
      { kind: 'found', user: tyler },
      { kind: 'unknown', near: [] },
    ]);
    await expect(resolve([byName('a')], { workfront: away })).rejects.toThrow('away');
  });
});

test('addresses go in lists of fifty, ids in lists of a hundred', async () => {
  const many = Array.from({ length: 101 }, (_, index) => user(`Ada ${index}`));
  const people = [...many.map(({ email }) => byEmail(email)), ...many.map(({ id }) => byId(id))];
  const { asked, findings } = await resolve(people, { users: many });
  expect(asked.toSorted()).toEqual(['emails 1, 26', 'emails 50, 26', 'emails 50, 26', 'ids 1', 'ids 100']);
  expect(findings.slice(0, 101).every(({ kind }) => kind === 'found')).toBe(true);
});

test('where nobody was found, the bot’s own user is not asked for', async () => {
  const workfront = { self: () => Promise.reject(new Error('not to be asked')) };
  const { findings } = await resolve([byName('Zed')], { workfront });
  expect(findings).toEqual([{ kind: 'unknown', near: [] }]);
});
