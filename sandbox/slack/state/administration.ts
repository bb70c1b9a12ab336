import type { Person } from '../../acme.ts';
import { bot, changed, type Channel, type Habits, type Member, type Workspace } from './workspace.ts';

/** What a workspace administrator can do; ids that do not exist throw. */
export type Administration = {
  /** The bot's user id, to take it out of a channel or let it in. */
  readonly botUserId: string;
  /** Takes somebody into the workspace; they are in no channel yet. */
  addPerson(person: Person): void;
  join(channelId: string, userId: string): void;
  leave(channelId: string, userId: string): void;
  setChannel(channelId: string, change: Partial<Omit<Channel, 'id' | 'name' | 'isIm' | 'members'>>): void;
  setPerson(userId: string, change: Partial<Omit<Member, 'id' | 'handle' | 'role' | 'timeZone'>>): void;
  setHabits(change: Partial<Habits>): void;
  setUserGroup(groupId: string, users: readonly string[]): void;
  setScopes(scopes: readonly string[]): void;
  revoke(token: 'bot' | 'app'): void;
};

const without = ({ members }: Channel, userId: string) => members.filter((id) => id !== userId);

/** Changes to the workspace from outside the app. */
export function createAdministration(workspace: Workspace): Administration {
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
    botUserId: bot.userId,
    addPerson(person) {
      const handle = person.email.replace(/@.*$/, '');
      workspace.people.set(person.id, { ...person, handle, deactivated: false });
      changed(workspace);
    },
    join: (id, userId) => save({ ...channel(id), members: [...without(channel(id), userId), userId] }),
    leave: (id, userId) => save({ ...channel(id), members: without(channel(id), userId) }),
    setChannel: (id, change) => save({ ...channel(id), ...change }),
    setPerson(id, change) {
      const person = workspace.people.get(id);
      if (person === undefined) throw new Error(`There is no person ${id}`);
      workspace.people.set(id, { ...person, ...change });
      changed(workspace);
    },
    setUserGroup(id, users) {
      workspace.userGroups.set(id, { handle: id.toLowerCase(), ...workspace.userGroups.get(id), id, users });
      changed(workspace);
    },
    setHabits(change) {
      workspace.habits = { ...workspace.habits, ...change };
    },
    setScopes(scopes) {
      workspace.scopes.clear();
      for (const scope of scopes) workspace.scopes.add(scope);
    },
    revoke(token) {
      workspace.revoked.add(token);
    },
  };
}
