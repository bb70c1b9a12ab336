import type * as z from 'zod';

import type { Person } from '../../acme.ts';
import { channelTraits, habitsShape, personTraits, type Channel } from './records.ts';
import { bot, changed, memberOf, type Workspace } from './workspace.ts';

/** What can be changed, each field by itself. */
export const personChange = personTraits.exactPartial();
export const channelChange = channelTraits.exactPartial();
export const habitsChange = habitsShape.exactPartial();

/** What a workspace administrator can do, and what Slack's habits are; ids that do not exist throw. */
export function createAdministration(workspace: Workspace) {
  const changeChannel = (id: string, change: (channel: Channel) => Partial<Channel>): void => {
    const channel = workspace.channels.get(id);
    if (channel === undefined) throw new Error(`There is no channel ${id}`);
    workspace.channels.set(id, { ...channel, ...change(channel) });
    changed(workspace);
  };
  return {
    /** The bot's user id, to take it out of a channel or let it in. */
    botUserId: bot.userId,
    /** Takes somebody into the workspace; they are in no channel yet. */
    addPerson(person: Person): void {
      workspace.people.set(person.id, memberOf(person));
      changed(workspace);
    },
    join: (id: string, userId: string): void =>
      changeChannel(id, ({ members }) => ({ members: [...members.filter((one) => one !== userId), userId] })),
    leave: (id: string, userId: string): void =>
      changeChannel(id, ({ members }) => ({ members: members.filter((one) => one !== userId) })),
    setChannel: (id: string, change: z.infer<typeof channelChange>): void => changeChannel(id, () => change),
    setPerson(id: string, change: z.infer<typeof personChange>): void {
      const person = workspace.people.get(id);
      if (person === undefined) throw new Error(`There is no person ${id}`);
      workspace.people.set(id, { ...person, ...change });
      changed(workspace);
    },
    setUserGroup(id: string, users: readonly string[], isDisabled = false): void {
      const before = { handle: id.toLowerCase(), ...workspace.userGroups.get(id) };
      workspace.userGroups.set(id, { ...before, id, users, isDisabled });
      changed(workspace);
    },
    setHabits(change: z.infer<typeof habitsChange>): void {
      workspace.habits = { ...workspace.habits, ...change };
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
