import { approversGroup, channels as acmeChannels, people as acmePeople, type Person } from '../../acme.ts';
import type { Option } from '../block-kit/elements.ts';
import type { Manifest } from '../manifest.ts';
import type { Exchange } from '../traffic.ts';
import type { FormValues } from './forms.ts';
import type { Message } from './message.ts';
import type { Screen } from './view.ts';

export const team = { id: 'T01ACME', name: 'Acme', domain: 'acme' } as const;
export const bot = { userId: 'U01WFBOT', botId: 'B01WFBOT', appId: 'A01WFBOT' } as const;

/** https://docs.slack.dev/reference/objects/user-object */
export type Member = Person & {
  readonly handle: string;
  readonly deactivated: boolean;
  readonly isBot?: boolean;
  /** A guest of several channels. */
  readonly isRestricted?: boolean;
  /** A guest of one channel. */
  readonly isUltraRestricted?: boolean;
  /** Of another organization, in no channel with the bot. */
  readonly isStranger?: boolean;
  /** The workspace the person belongs to, this one unless given. */
  readonly teamId?: string;
};

export type Channel = {
  readonly id: string;
  readonly name: string;
  readonly isPrivate: boolean;
  /** A direct message between the bot and one person. */
  readonly isIm: boolean;
  /** Shared with another organization; the next: invited, but not accepted yet. */
  readonly isExtShared: boolean;
  readonly isPendingExtShared?: boolean;
  /** Shared with other workspaces of the same organization. */
  readonly isOrgShared?: boolean;
  readonly isArchived: boolean;
  /** Left behind by a share that ended: can be read, not written. */
  readonly isFrozen?: boolean;
  readonly members: readonly string[];
};

type UserGroup = {
  readonly id: string;
  readonly handle: string;
  readonly users: readonly string[];
  readonly isDisabled?: boolean;
};
type Trigger = { readonly userId: string; readonly issuedAt: number; readonly used: boolean };
export type ResponseUrl = {
  readonly userId: string;
  readonly channel: string;
  /** The message that was clicked; null for a slash command. */
  readonly message: string | null;
  readonly issuedAt: number;
  readonly uses: number;
};

/**
 * What Slack does in one way or another: where sources disagree, a test can have it both ways. What is not
 * switched is as the documentation says.
 */
export type Habits = {
  /** usergroups.users.list documents no cursor; null: the whole group at once, else that many a page. */
  readonly groupPageSize: number | null;
  /**
   * What usergroups.users.list gives of a group that was switched off, unless asked for those too: told nowhere, so
   * these are guesses.
   */
  readonly disabledGroup: 'nobody' | 'everybody' | 'no_such_subteam';
  /** Whether users.info still tells the e-mail of somebody who left. Told nowhere; a guess either way. */
  readonly leaversEmail: boolean;
  /** Posts a second and channel before 429, about one: https://docs.slack.dev/apis/web-api/rate-limits. Null: no limit. */
  readonly postsPerSecond: number | null;
  /** chat.update is Tier 3, 50 a minute for all messages together. Null: no limit. */
  readonly updatesPerMinute: number | null;
  /**
   * How long after an ack that came with a view a views.update is taken and yet shows nothing: slackapi/bolt-python#481,
   * slackapi/bolt-js#1080. They tell of acks that update; that one which pushes does the same is a guess.
   */
  readonly modalRaceMilliseconds: number;
  /** Whether a bare domain in a command becomes a link, as it does in messages (operable/cog#121). */
  readonly linksDomains: boolean;
  /** Whether line breaks in a command survive; nobody says. */
  readonly keepsLineBreaks: boolean;
  /** Whether an address in a command comes as a mailto link, as in messages. */
  readonly linksAddresses: boolean;
  /** The organization that the workspace belongs to, as on Enterprise Grid; null: to none. */
  readonly enterpriseId: string | null;
};

const usual: Habits = {
  groupPageSize: null,
  disabledGroup: 'nobody',
  leaversEmail: true,
  postsPerSecond: null,
  updatesPerMinute: null,
  modalRaceMilliseconds: 0,
  linksDomains: false,
  keepsLineBreaks: true,
  linksAddresses: true,
  enterpriseId: null,
};

/** A push on somebody's phone. */
export type Notification = {
  readonly to: string;
  readonly channel: string;
  readonly ts: string;
  /** What the screen shows: the message's text as it was first posted. */
  readonly text: string;
};

/** A file that a person chose or the app sent; `content` is null until it is uploaded. */
export type StoredFile = {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly mimetype: string;
  /** User id of the owner. */
  readonly user: string;
  readonly content: Buffer | null;
  /** Where it was shared. */
  readonly channel: string | null;
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
  readonly notifications: Notification[];
  readonly files: Map<string, StoredFile>;
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
  habits: Habits;
  readonly counters: { id: number; timestamp: number };
};

const everybody: readonly string[] = Object.values(acmePeople).map(({ id }) => id);
const { alan, bea, mina, tyler } = acmePeople;
const inChannel: Readonly<Record<string, readonly string[]>> = {
  [acmeChannels.itHelp.id]: everybody,
  [acmeChannels.approvals.id]: [...everybody.filter((id) => id !== tyler.id), bot.userId],
  [acmeChannels.audit.id]: [alan.id, bea.id, mina.id, bot.userId],
};

/** Somebody of this workspace, as they come into it. */
export function memberOf(person: Person): Member {
  return { ...person, handle: person.email.replace(/@.*$/, ''), deactivated: false };
}

/**
 * Acme's workspace as it is on the first day: Tyler is in no private channel, Oscar is in the approval channel
 * but no approver, and the bot is in the two private channels only. `now` gives milliseconds.
 */
export function createWorkspace(manifest: Manifest, now: () => number): Workspace {
  const channels = Object.values(acmeChannels).map((channel): [string, Channel] => [
    channel.id,
    { ...channel, isIm: false, isExtShared: false, isArchived: false, members: inChannel[channel.id] ?? [] },
  ]);
  return {
    manifest,
    now,
    people: new Map(Object.values(acmePeople).map((person) => [person.id, memberOf(person)])),
    channels: new Map(channels),
    userGroups: new Map([[approversGroup.id, { ...approversGroup, users: [alan.id, bea.id] }]]),
    scopes: new Set(manifest.scopes),
    revoked: new Set(),
    messages: [],
    notifications: [],
    files: new Map(),
    screens: new Map(),
    forms: new Map(),
    suggested: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    traffic: [],
    uncovered: [],
    listeners: new Set(),
    habits: usual,
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
