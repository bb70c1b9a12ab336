import { webApi } from '@slack/bolt';

import type { Policy } from '../requests/policy.ts';
import type { People } from '../requests/ports.ts';
import { Refusal } from '../requests/refusal.ts';
import type { SlackClients } from './client.ts';

/** What the start found. `problems`: the bot must not start. `warnings`: it may, but somebody should look. */
export type WorkspaceCheck = {
  /** Such as `https://acme.slack.com/`. */
  readonly workspaceUrl: string;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
};

/** The scopes of manifest.yml. https://docs.slack.dev/reference/scopes */
const neededScopes = [
  'channels:read',
  'chat:write',
  'commands',
  'groups:read',
  'usergroups:read',
  'users:read',
  'users:read.email',
];

export type CheckOptions = {
  readonly clients: Pick<SlackClients, 'reader'>;
  readonly people: People;
  readonly policy: Policy;
  readonly approvalChannel: string;
  readonly auditChannel: string;
};

/**
 * Whether the token, its scopes, both channels and the approvers are as the bot needs them. A fact that
 * Slack does not tell is a warning; one that breaks a promise is a problem.
 * @throws SlackError when Slack cannot be reached.
 */
export async function checkWorkspace(options: CheckOptions): Promise<WorkspaceCheck> {
  const { reader } = options.clients;
  const problems: string[] = [];
  const warnings: string[] = [];
  const found = { problems, warnings };
  const identity = await whoAmI(reader);
  if (typeof identity === 'string') {
    return { workspaceUrl: 'https://slack.com/', problems: [identity], warnings };
  }
  checkScopes(identity.response_metadata?.scopes, found);
  for (const [name, channel] of [
    ['APPROVAL_CHANNEL', options.approvalChannel],
    ['AUDIT_CHANNEL', options.auditChannel],
  ] as const) {
    await checkChannel(reader, name, channel, found);
  }
  await checkPeople(options, found);
  return { workspaceUrl: identity.url ?? 'https://slack.com/', problems, warnings };
}

type Found = { readonly problems: string[]; readonly warnings: string[] };

async function whoAmI(client: webApi.WebClient): Promise<webApi.AuthTestResponse | string> {
  try {
    return await client.auth.test();
  } catch (error) {
    if (!(error instanceof webApi.WebAPIPlatformError)) throw error;
    return `SLACK_BOT_TOKEN is not accepted by Slack (${error.data.error}). Copy it again from the app's page, Install App.`;
  }
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
  let channel: webApi.ConversationsInfoResponse['channel'];
  try {
    ({ channel } = await client.conversations.info({ channel: id }));
  } catch (error) {
    if (!(error instanceof webApi.WebAPIPlatformError)) throw error;
    problems.push(
      `${name} ${id} cannot be read (${error.data.error}). Check the id, and invite the bot: /invite @wf-deactivate`,
    );
    return;
  }
  if (channel?.is_archived) problems.push(`${name} ${id} is archived.`);
  if (channel?.is_member === false) problems.push(`${name} ${id}: invite the bot to this channel.`);
  if (channel?.is_ext_shared) {
    problems.push(`${name} ${id} is shared with another organisation. Choose a channel of your own.`);
  }
  if (channel?.is_private === false) {
    problems.push(`${name} ${id} is public. Who leaves is not everybody's news: choose a private channel.`);
  }
  if (channel?.is_private === undefined) {
    warnings.push(`Slack did not say whether ${name} ${id} is private.`);
  }
}

async function checkPeople({ people, policy }: CheckOptions, { problems }: Found): Promise<void> {
  for (const [name, list, atLeast] of [
    ['REQUESTERS', policy.requesters, 1],
    ['APPROVERS', policy.approvers, policy.approvalsRequired],
  ] as const) {
    try {
      const members = await people.members(list);
      if (members.size < atLeast) {
        problems.push(
          `${name}: too few people (${members.size}, needed: ${atLeast}). Add user ids or groups.`,
        );
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      problems.push(
        `${name}: a user group cannot be read. Check the S… ids; user groups need a paid Slack plan.`,
      );
    }
  }
}
