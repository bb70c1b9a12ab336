import { approversGroup, channels as acmeChannels, people as acmePeople, type Person } from '../../acme.ts';
import type { Option } from '../block-kit/elements.ts';
import type { Manifest } from '../manifest.ts';
import type { Exchange } from '../traffic.ts';
import type { FormValues } from './forms.ts';
import type { Message } from './messages.ts';
import type { Screen } from './screens.ts';

export const team = { id: 'T01ACME', name: 'Acme', domain: 'acme' } as const;
export const bot = { userId: 'U01WFBOT', botId: 'B01WFBOT', appId: 'A01WFBOT' } as const;

export type Member = Person & { readonly handle: string; readonly deactivated: boolean };

export type Channel = {
  readonly id: string;
  readonly name: string;
  readonly isPrivate: boolean;
  /** A direct message between the bot and one person. */
  readonly isIm: boolean;
  readonly isExtShared: boolean;
  readonly isArchived: boolean;
  readonly members: readonly string[];
};

type UserGroup = { readonly id: string; readonly handle: string; readonly users: readonly string[] };
type Trigger = { readonly userId: string; readonly issuedAt: number; readonly used: boolean };
export type ResponseUrl = {
  readonly userId: string;
  readonly channel: string;
  /** The message that was clicked; null for a slash command. */
  readonly message: string | null;
  readonly issuedAt: number;
  readonly uses: number;
};

/** All that the simulated workspace knows. Records are replaced, never changed in place. */
export type Workspace = {
  readonly manifest: Manifest;
  readonly now: () => number;
  readonly people: Map<string, Member>;
  readonly channels: Map<string, Channel>;
  readonly userGroups: Map<string, UserGroup>;
  readonly scopes: Set<string>;
  readonly revoked: Set<'bot' | 'app'>;
  readonly messages: Message[];
  readonly screens: Map<string, Screen>;
  /** What people typed or chose, by view id or by channel, message and person. */
  readonly forms: Map<string, FormValues>;
  /** The last options that the app gave for a type-ahead, by form, block and action. */
  readonly suggested: Map<string, readonly Option[]>;
  readonly triggers: Map<string, Trigger>;
  readonly responseUrls: Map<string, ResponseUrl>;
  readonly traffic: Exchange[];
  readonly uncovered: string[];
  readonly listeners: Set<() => void>;
  readonly counters: { id: number; timestamp: number };
};

const everybody: readonly string[] = Object.values(acmePeople).map(({ id }) => id);
const { alan, bea, mina, tyler } = acmePeople;
const inChannel: Readonly<Record<string, readonly string[]>> = {
  [acmeChannels.itHelp.id]: everybody,
  [acmeChannels.approvals.id]: [...everybody.filter((id) => id !== tyler.id), bot.userId],
  [acmeChannels.audit.id]: [alan.id, bea.id, mina.id, bot.userId],
};

const handleOf = (person: Person) => person.email.replace(/@.*$/, '');

/**
 * Acme's workspace as it is on the first day: Tyler is in no private channel, Oscar is in the approval channel
 * but no approver, and the bot is in the two private channels only. `now` gives milliseconds.
 */
export function createWorkspace(manifest: Manifest, now: () => number): Workspace {
  const members = Object.values(acmePeople).map((person): [string, Member] => [
    person.id,
    { ...person, handle: handleOf(person), deactivated: false },
  ]);
  const channels = Object.values(acmeChannels).map((channel): [string, Channel] => [
    channel.id,
    { ...channel, isIm: false, isExtShared: false, isArchived: false, members: inChannel[channel.id] ?? [] },
  ]);
  return {
    manifest,
    now,
    people: new Map(members),
    channels: new Map(channels),
    userGroups: new Map([[approversGroup.id, { ...approversGroup, users: [alan.id, bea.id] }]]),
    scopes: new Set(manifest.scopes),
    revoked: new Set(),
    messages: [],
    screens: new Map(),
    forms: new Map(),
    suggested: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    traffic: [],
    uncovered: [],
    listeners: new Set(),
    counters: { id: 0, timestamp: 0 },
  };
}

/** Tells every listener that something changed. */
export function changed(workspace: Workspace): void {
  for (const listener of workspace.listeners) listener();
}

/** A new id that starts with `prefix`, unique in this workspace. */
export function nextId(workspace: Workspace, prefix: string): string {
  workspace.counters.id += 1;
  return `${prefix}${workspace.counters.id.toString(36).toUpperCase().padStart(6, '0')}`;
}

/** A message timestamp, seconds with six decimals as a string: unique and increasing. */
export function nextTimestamp(workspace: Workspace): string {
  const microseconds = Math.max(workspace.counters.timestamp + 1, Math.floor(workspace.now()) * 1000);
  workspace.counters.timestamp = microseconds;
  return `${Math.floor(microseconds / 1_000_000)}.${String(microseconds % 1_000_000).padStart(6, '0')}`;
}

/** The direct message between the bot and a person, opened when there is none yet. */
export function directMessage(workspace: Workspace, userId: string): Channel {
  const id = `D${userId.slice(1)}`;
  const known = workspace.channels.get(id);
  if (known !== undefined) return known;
  const opened: Channel = {
    id,
    name: 'directmessage',
    isPrivate: true,
    isIm: true,
    isExtShared: false,
    isArchived: false,
    members: [userId, bot.userId],
  };
  workspace.channels.set(id, opened);
  return opened;
}

/** A trigger id for views.open: good for three seconds and one use. */
export function issueTrigger(workspace: Workspace, userId: string): string {
  const id = `${nextId(workspace, '')}.${team.id}.${crypto.randomUUID().replaceAll('-', '')}`;
  workspace.triggers.set(id, { userId, issuedAt: workspace.now(), used: false });
  return id;
}

/** The path of a new response_url; `message` is the timestamp of the message that was clicked. */
export function issueResponseUrl(
  workspace: Workspace,
  target: { readonly userId: string; readonly channel: string; readonly message: string | null },
): string {
  const kind = target.message === null ? 'commands' : 'actions';
  const path = `/${kind}/${team.id}/${nextId(workspace, '')}/${crypto.randomUUID().replaceAll('-', '')}`;
  workspace.responseUrls.set(path, { ...target, issuedAt: workspace.now(), uses: 0 });
  return path;
}
