import { approversGroup, channels as acmeChannels, people as acmePeople, type Person } from '../../acme.ts';
import type { Option } from '../block-kit/blocks.ts';
import type { Exchange } from '../traffic.ts';
import type { FormValues } from './forms.ts';
import type {
  Channel,
  Habits,
  Manifest,
  Member,
  Message,
  Notification,
  ResponseUrl,
  StoredFile,
  Trigger,
  UserGroup,
  View,
} from './records.ts';

export const team = { id: 'T01ACME', name: 'Acme', domain: 'acme' } as const;
export const bot = { userId: 'U01WFBOT', botId: 'B01WFBOT', appId: 'A01WFBOT' } as const;
export const tokens = { bot: 'xoxb-1-acme-sandbox', app: 'xapp-1-A01WFBOT-acme-sandbox' } as const;
export const signingSecret = '5a4d2c0f9e8b7a6f1c3d5e7f90b1a2c3';

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

/** What a workspace is started with. */
export type Settings = {
  readonly manifest: Manifest;
  /** Where it is served. */
  readonly origin: string;
  /** Milliseconds; the clock of timestamps, triggers and response URLs. */
  readonly now: () => number;
  /** Where signed payloads go; null for Socket Mode. */
  requestUrl: string | null;
  /** How long the app has to acknowledge. */
  readonly ackDeadlineMilliseconds: number;
  /** Aborted when the sandbox closes. */
  readonly signal: AbortSignal;
};

/** All that the simulated workspace knows. */
export type Workspace = ReturnType<typeof createWorkspace>;

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

const ordinary = { isIm: false, isExtShared: false, isArchived: false };

/**
 * Acme's workspace as it is on the first day: Tyler is in no private channel, Oscar is in the approval channel
 * but no approver, and the bot is in the two private channels only.
 */
export function createWorkspace(settings: Settings) {
  const channels = Object.values(acmeChannels).map((channel): [string, Channel] => [
    channel.id,
    { ...channel, ...ordinary, members: inChannel[channel.id] ?? [] },
  ]);
  const approvers: UserGroup = { ...approversGroup, users: [alan.id, bea.id] };
  return {
    ...settings,
    people: new Map<string, Member>(Object.values(acmePeople).map((person) => [person.id, memberOf(person)])),
    channels: new Map<string, Channel>(channels),
    userGroups: new Map<string, UserGroup>([[approvers.id, approvers]]),
    scopes: new Set<string>(settings.manifest.scopes),
    revoked: new Set<'bot' | 'app'>(),
    messages: [] as Message[],
    notifications: [] as Notification[],
    files: new Map<string, StoredFile>(),
    /** Every open modal, the undermost of a person first, and the Home tabs, by id. */
    views: new Map<string, View>(),
    /** What people typed or chose, by view id or by channel, message and person. */
    forms: new Map<string, FormValues>(),
    /** The last options that the app gave for a type-ahead, by form, block and action. */
    suggested: new Map<string, readonly Option[]>(),
    triggers: new Map<string, Trigger>(),
    /** Addresses of Socket Mode that nobody has used yet. */
    links: new Set<string>(),
    responseUrls: new Map<string, ResponseUrl>(),
    traffic: [] as Exchange[],
    /** What the app used and the sandbox does not know. */
    uncovered: [] as string[],
    listeners: new Set<() => void>(),
    habits: usual,
    counters: { id: 0, timestamp: 0 },
  };
}

/** Tells every listener that something changed. */
export function changed(workspace: Workspace): void {
  for (const listener of workspace.listeners) listener();
}

/** A new id that starts with `prefix`, unique in this workspace. */
export function nextId({ counters }: Workspace, prefix = ''): string {
  counters.id += 1;
  return `${prefix}${counters.id.toString(36).toUpperCase().padStart(6, '0')}`;
}

/** A message timestamp, seconds with six decimals as a string: unique and increasing. */
export function nextTimestamp({ counters, now }: Workspace): string {
  counters.timestamp = Math.max(counters.timestamp + 1, Math.floor(now()) * 1000);
  const fraction = String(counters.timestamp % 1_000_000).padStart(6, '0');
  return `${Math.floor(counters.timestamp / 1_000_000)}.${fraction}`;
}

/** The direct message between the bot and a person, opened when there is none yet. */
export function directMessage({ channels }: Workspace, userId: string): Channel {
  const id = `D${userId.slice(1)}`;
  const known = channels.get(id);
  if (known !== undefined) return known;
  const members = [userId, bot.userId];
  const opened = { ...ordinary, id, name: 'directmessage', isPrivate: true, isIm: true, members };
  channels.set(id, opened);
  return opened;
}

const secret = () => crypto.randomUUID().replaceAll('-', '');

/** A trigger id for views.open: good for three seconds and one use. */
export function issueTrigger(workspace: Workspace, userId: string): string {
  const id = `${nextId(workspace)}.${team.id}.${secret()}`;
  workspace.triggers.set(id, { userId, issuedAt: workspace.now(), used: false });
  return id;
}

/** A new response_url; `message` is the timestamp of the message that was clicked and may be replaced. */
export function issueResponseUrl(
  workspace: Workspace,
  userId: string,
  channel: string,
  message: string | null = null,
): string {
  const kind = message === null ? 'commands' : 'actions';
  const path = `/${kind}/${team.id}/${nextId(workspace)}/${secret()}`;
  workspace.responseUrls.set(path, { userId, channel, message, issuedAt: workspace.now(), uses: 0 });
  return workspace.origin + path;
}
