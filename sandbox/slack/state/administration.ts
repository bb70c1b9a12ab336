import type { Person } from '../../acme.ts';
import {
  bot,
  changed,
  memberOf,
  type Channel,
  type Habits,
  type Member,
  type Workspace,
} from './workspace.ts';

const without = ({ members }: Channel, userId: string) => members.filter((id) => id !== userId);

/** What a workspace administrator can do, and what Slack's habits are; ids that do not exist throw. */
export function createAdministration(workspace: Workspace) {
  const channel = (id: string): Channel => {
    const found = workspace.channels.get(id);
    if (found === undefined) throw new Error(`There is no channel ${id}`);
    return found;
  };
  const save = (next: Channel) => {
    workspace.channels.set(next.id, next);
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
      save({ ...channel(id), members: [...without(channel(id), userId), userId] }),
    leave: (id: string, userId: string): void =>
      save({ ...channel(id), members: without(channel(id), userId) }),
    setChannel: (id: string, change: Partial<Omit<Channel, 'id' | 'name' | 'isIm' | 'members'>>): void =>
      save({ ...channel(id), ...change }),
    setPerson(id: string, change: Partial<Omit<Member, 'id' | 'handle' | 'role' | 'timeZone'>>): void {
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
    setHabits(change: Partial<Habits>): void {
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
