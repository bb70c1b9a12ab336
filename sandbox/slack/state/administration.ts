import type * as z from 'zod';

import type { Person } from '../../acme.ts';
import { channelTraits, habitsShape, personTraits } from './records.ts';
import { bot, changed, memberOf, type Workspace } from './workspace.ts';

/** What can be changed, each field by itself. */
export const personChange = personTraits.exactPartial();
export const channelChange = channelTraits.exactPartial();
export const habitsChange = habitsShape.exactPartial();

/** What a workspace administrator can do, and what Slack's habits are; ids that do not exist throw. */
export function createAdministration(workspace: Workspace) {
  function change<T>(all: Map<string, T>, id: string, how: (one: T) => Partial<T>): void {
    const one = all.get(id);
    if (one === undefined) throw new Error(`There is no ${id}`);
    all.set(id, { ...one, ...how(one) });
    changed(workspace);
  }
  const { channels, people } = workspace;
  return {
    /** The bot's user id, to take it out of a channel or let it in. */
    botUserId: bot.userId,
    /** Takes somebody into the workspace; they are in no channel yet. */
    addPerson(person: Person): void {
      workspace.people.set(person.id, memberOf(person));
      changed(workspace);
    },
    join: (id: string, userId: string): void =>
      change(channels, id, ({ members }) => ({ members: [...new Set([...members, userId])] })),
    leave: (id: string, userId: string): void =>
      change(channels, id, ({ members }) => ({ members: members.filter((one) => one !== userId) })),
    setChannel: (id: string, traits: z.infer<typeof channelChange>): void =>
      change(channels, id, () => traits),
    setPerson: (id: string, traits: z.infer<typeof personChange>): void => change(people, id, () => traits),
    setUserGroup(id: string, users: readonly string[], isDisabled = false): void {
      const before = { handle: id.toLowerCase(), ...workspace.userGroups.get(id) };
      workspace.userGroups.set(id, { ...before, id, users, isDisabled });
      changed(workspace);
    },
    setHabits(habits: z.infer<typeof habitsChange>): void {
      workspace.habits = { ...workspace.habits, ...habits };
    },
    setScopes(scopes: readonly string[]): void {
      workspace.scopes.clear();
      for (const scope of scopes) workspace.scopes.add(scope);
    },
    revoke(token: 'bot' | 'app'): void {
      workspace.revoked.add(token);
    },
  };
}

export type Administration = ReturnType<typeof createAdministration>;
