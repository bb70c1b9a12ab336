import type { webApi } from '@slack/bolt';

import type { Policy } from '../requests/policy.ts';
import { failureOf, isForOperator, type SlackClients } from './client.ts';
import { readGroup } from './people.ts';

/** What the start found. `problems`: the bot must not start. `warnings`: it may, but somebody should look. */
export type WorkspaceCheck = {
  /** Such as `https://acme.slack.com/`. */
  readonly workspaceUrl: string;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
  /** The same, by what was looked at. */
  readonly areas: readonly Area[];
};

/** One thing that was looked at. `fine`: what to say of it when there is neither problem nor warning. */
export type Area = {
  readonly about: string;
  readonly fine: string;
  readonly problems: string[];
  readonly warnings: string[];
};

/** Slack cannot be asked now; nothing is wrong with what was configured. */
export class SlackAway extends Error {
  override readonly name = 'SlackAway';
  readonly code: string;
  /** How long Slack asked to wait, in milliseconds. */
  readonly retryAfterMs: number | null;

  constructor(code: string, retryAfterMs: number | null) {
    super(`Slack cannot be asked: ${code}`);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The scopes of manifest.yml. https://docs.slack.dev/reference/scopes */
export const neededScopes = [
  'channels:read',
  'chat:write',
  'commands',
  'groups:read',
  'usergroups:read',
  'users:read',
  'users:read.email',
] as const;

export type CheckOptions = {
  readonly clients: Pick<SlackClients, 'reader'>;
  readonly policy: Policy;
  readonly approvalChannel: string;
  readonly auditChannel: string;
};

/**
 * Whether the token, its scopes, both channels and the approvers are as the bot needs them. A fact that
 * Slack does not tell is a warning; one that breaks a promise is a problem.
 * @throws SlackAway when Slack has an incident, is asked too often, or does not answer.
 */
export async function checkWorkspace(options: CheckOptions): Promise<WorkspaceCheck> {
  const { reader } = options.clients;
  const areas: Area[] = [];
  const area = (about: string, fine: string): Area => {
    const one: Area = { about, fine, problems: [], warnings: [] };
    areas.push(one);
    return one;
  };
  const token = area('Slack bot token', 'accepted');
  const identity = await orRefusal(() => reader.auth.test());
  if (typeof identity === 'string') {
    token.problems.push(
      `SLACK_BOT_TOKEN is not accepted by Slack (${identity}). Copy it again from the app's page, Install App.`,
    );
    return checked('https://slack.com/', areas);
  }
  const scopes = identity.response_metadata?.scopes;
  checkScopes(scopes, area('scopes', withoutScopes(scopes ?? [])));
  for (const [name, channel] of [
    ['APPROVAL_CHANNEL', options.approvalChannel],
    ['AUDIT_CHANNEL', options.auditChannel],
  ] as const) {
    await checkChannel(reader, name, channel, area(name, `${channel} is private, and the bot is in it`));
  }
  await checkPeople(options, area('people', 'REQUESTERS and APPROVERS can be read, and are enough'));
  return checked(identity.url ?? 'https://slack.com/', areas);
}

function checked(workspaceUrl: string, areas: readonly Area[]): WorkspaceCheck {
  return {
    workspaceUrl,
    areas,
    problems: areas.flatMap(({ problems }) => problems),
    warnings: areas.flatMap(({ warnings }) => warnings),
  };
}

type Found = Pick<Area, 'problems' | 'warnings'>;

/** What Slack says about what it was asked for, and about nothing else. */
const telling: ReadonlySet<string> = new Set([
  'access_denied',
  'bot_not_found',
  'channel_not_found',
  'invalid_arguments',
  'method_not_supported_for_channel_type',
  'no_permission',
  'no_such_subteam',
  'not_in_channel',
  'permission_denied',
  'plan_upgrade_required',
  'subteam_not_found',
]);

/**
 * The answer, or Slack's code when it refuses for good. Whatever else Slack says is its own trouble and passes:
 * `internal_error`, `fatal_error`, `service_unavailable`, HTML, no answer, a code that nobody documented.
 * @throws SlackAway
 */
export async function orRefusal<T extends object>(call: () => Promise<T>): Promise<T | string> {
  try {
    return await call();
  } catch (error) {
    const failure = failureOf(error);
    if (!failure) throw error;
    if (telling.has(failure.code) || isForOperator(failure.code)) return failure.code;
    throw new SlackAway(failure.code, failure.retryAfterMs);
  }
}

/** What the bot leaves out where the app lacks a scope that it can do without. */
const optionalScopes = {
  'files:read': 'the form takes no CSV file',
  'files:write': 'no table of results comes into the thread',
} as const;

function withoutScopes(scopes: readonly string[]): string {
  const lacking = Object.entries(optionalScopes).filter(([scope]) => !scopes.includes(scope));
  if (lacking.length === 0) return 'all of manifest.yml';
  const effects = lacking.map(([scope, effect]) => `without ${scope} ${effect}`);
  return `all that are needed; ${effects.join(', ')}`;
}

function checkScopes(scopes: readonly string[] | undefined, { problems, warnings }: Found): void {
  if (!scopes) {
    warnings.push('Slack did not say which scopes the bot token has.');
    return;
  }
  const missing = neededScopes.filter((scope) => !scopes.includes(scope));
  if (missing.length > 0) {
    problems.push(
      `SLACK_BOT_TOKEN lacks the scopes ${missing.join(', ')}. Add them on the app's page, OAuth & Permissions, and install the app again.`,
    );
  }
}

/** https://docs.slack.dev/reference/objects/conversation-object */
async function checkChannel(
  client: webApi.WebClient,
  name: string,
  id: string,
  { problems, warnings }: Found,
): Promise<void> {
  const answer = await orRefusal(() => client.conversations.info({ channel: id }));
  if (typeof answer === 'string') {
    problems.push(
      `${name} ${id} cannot be read (${answer}). Check the id, and invite the bot: /invite @wf-deactivate`,
    );
    return;
  }
  const { channel } = answer;
  if (channel?.is_archived) problems.push(`${name} ${id} is archived.`);
  if (channel && 'is_frozen' in channel && channel.is_frozen === true)
    problems.push(`${name} ${id} is frozen: nobody can post there. Choose another channel.`);
  if (channel?.is_member === false) problems.push(`${name} ${id}: invite the bot to this channel.`);
  if (channel?.is_ext_shared) {
    problems.push(`${name} ${id} is shared with another organization. Choose a channel of your own.`);
  } else if (channel?.is_pending_ext_shared) {
    problems.push(
      `${name} ${id} is about to be shared with another organization. Choose a channel of your own.`,
    );
  }
  if (channel?.is_org_shared) {
    warnings.push(
      `${name} ${id} is shared with other workspaces of your organization: people there can read it.`,
    );
  }
  if (channel?.is_private === false) {
    problems.push(`${name} ${id} is public. Who leaves is not everybody's news: choose a private channel.`);
  }
  if (channel?.is_private === undefined) {
    warnings.push(`Slack did not say whether ${name} ${id} is private.`);
  }
}

async function checkPeople({ clients, policy }: CheckOptions, { problems }: Found): Promise<void> {
  for (const [name, list, atLeast] of [
    ['REQUESTERS', policy.requesters, 1],
    ['APPROVERS', policy.approvers, policy.approvalsRequired],
    // Once they are asked too, a group that cannot be read would keep everybody from deciding.
    ['ESCALATION_APPROVERS', policy.escalationApprovers, policy.escalationApprovers.length > 0 ? 1 : 0],
  ] as const) {
    const members = new Set<string>();
    let isWhole = true;
    for (const entry of list) {
      const found = entry.startsWith('S') ? await orRefusal(() => readGroup(clients.reader, entry)) : [entry];
      if (typeof found === 'string') {
        isWhole = false;
        problems.push(`${name}: the user group ${entry} cannot be read (${found}). ${groupAdvice(found)}`);
      } else for (const id of found) members.add(id);
    }
    if (isWhole && members.size < atLeast) {
      problems.push(`${name}: too few people (${members.size}, needed: ${atLeast}). Add user ids or groups.`);
    }
  }
}

/** https://docs.slack.dev/reference/methods/usergroups.users.list#errors */
function groupAdvice(code: string): string {
  if (code === 'plan_upgrade_required') return 'User groups need a paid Slack plan: list user ids instead.';
  if (isForOperator(code)) return 'Install the app again with the scopes of manifest.yml.';
  return 'Check the S… id.';
}
