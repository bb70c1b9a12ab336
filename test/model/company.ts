import { WorkfrontFailure } from '../../src/requests/errors.ts';
import type { FieldValue } from '../../src/requests/items.ts';
import type { People, SlackProfile, Workfront } from '../../src/requests/ports.ts';
import type { WorkfrontUser } from '../../src/requests/request.ts';
import type { Person } from './rules.ts';

/** How Workfront takes one request. */
export const moods = [
  'well',
  'well',
  'well',
  'well',
  'away',
  'lost',
  'cut',
  'forbidden',
  'throttled',
  'ignored',
  'silent',
  'half',
  'rejected',
] as const;
export type Mood = (typeof moods)[number];

export type Company = {
  readonly people: Map<string, Person>;
  readonly users: Map<string, WorkfrontUser>;
  /** The moods of the requests to come; then all is well. */
  moods: Mood[];
  /** Every change that was made, in order. */
  readonly changes: { readonly id: string; readonly to: boolean; readonly at: number }[];
};

/** Slack as it is now. */
function peopleOf({ people }: Company): People {
  return {
    members: async (list) =>
      new Set(
        [...people.values()]
          .filter(({ approves, isFurther }) => approves || (isFurther && list.includes('further')))
          .map(({ id }) => id),
      ),
    profile: async (id) => profileOf(people.get(id)),
    findByEmail: async (email) => [...people.values()].find((one) => one.email === email)?.id ?? null,
  };
}

/** Those who may ask are asked for by another list. */
export function membersOf(company: Company): People {
  const people = peopleOf(company);
  const asking = () => [...company.people.values()].filter(({ asks }) => asks).map(({ id }) => id);
  return {
    ...people,
    members: async (list) => (list.includes('asking') ? new Set(asking()) : people.members(list)),
  };
}

function profileOf(person: Person | undefined): SlackProfile | null {
  if (!person) return null;
  const { id, email, isMember } = person;
  return {
    id,
    name: id,
    email: email || null,
    timeZone: null,
    isPerson: isMember,
    isDeleted: !isMember,
    isGuest: false,
    isForeign: false,
  };
}

/** Workfront, in the mood of the moment. `leaving` is called right before a change is made. */
export function workfrontOf(
  company: Company,
  leaving: (id: string, to: boolean, isSoAlready: boolean) => void,
  step: () => Promise<void>,
  now: () => number,
): Workfront {
  const mood = (): Mood => company.moods.shift() ?? 'well';
  const read = async (ids: readonly string[]): Promise<ReadonlyMap<string, WorkfrontUser>> => {
    await step();
    refuseRead(mood());
    await step();
    return new Map(
      ids.flatMap((id) => {
        const user = company.users.get(id);
        return user ? [[id, user] as const] : [];
      }),
    );
  };
  const change = (id: string, to: boolean): void => {
    const user = company.users.get(id);
    leaving(id, to, user?.isActive === to);
    if (!user || user.isActive === to) return;
    company.users.set(id, { ...user, isActive: to });
    company.changes.push({ id, to, at: now() });
  };
  return {
    self: async () => ({ id: 'f'.repeat(32), isAdmin: true }),
    get: async (id) => (await read([id])).get(id) ?? null,
    findByEmail: async () => [],
    findByEmails: async () => new Map(),
    suggest: async () => [],
    findByName: async () => [],
    readUsers: read,
    // Nobody of this company holds anything.
    movedBy: () => null,
    countHoldings: async () => ({ counts: [], atLeast: false, readAt: new Date(0) }),
    listHoldings: async () => [],
    async readValues(_kind, changes) {
      const users = await read(changes.map(({ id }) => id));
      return new Map([...users].map(([id, { isActive }]) => [id, isActive]));
    },
    async write(_type, wanted, mayLeave) {
      await step();
      if (!(await mayLeave())) throw new WorkfrontFailure('unavailable', 'overtaken');
      const how = mood();
      refuseWrite(how);
      const made =
        how === 'ignored' || how === 'cut'
          ? []
          : how === 'half'
            ? wanted.slice(0, wanted.length / 2)
            : wanted;
      for (const { id, to } of made) change(id, to === true);
      await step();
      if (how === 'lost' || how === 'cut' || how === 'half')
        throw new WorkfrontFailure('unavailable', 'no answer', { maybeDone: true });
      if (how === 'silent') return new Map();
      return new Map(
        wanted.map(({ id, to }): [string, FieldValue] => [id, how === 'ignored' ? to !== true : to]),
      );
    },
  };
}

function refuseRead(how: Mood): void {
  if (how === 'away' || how === 'cut' || how === 'lost') throw new WorkfrontFailure('unavailable', 'away');
  if (how === 'throttled') throw new WorkfrontFailure('throttled', 'busy');
}

function refuseWrite(how: Mood): void {
  if (how === 'away') throw new WorkfrontFailure('unavailable', 'away');
  if (how === 'throttled') throw new WorkfrontFailure('throttled', 'busy');
  if (how === 'forbidden') throw new WorkfrontFailure('forbidden', 'not allowed', { detail: 'no' });
  if (how === 'rejected')
    throw new WorkfrontFailure('invalid', 'rejected', { detail: 'no', maybeDone: true });
}
