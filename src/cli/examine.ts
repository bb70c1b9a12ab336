import type { Config } from '../config.ts';
import { boltLogger, createLog } from '../log.ts';
import { WorkfrontFailure } from '../requests/errors.ts';
import { Refusal } from '../requests/refusal.ts';
import { checkWorkspace, SlackAway } from '../slack/check-workspace.ts';
import { createSlackClients, failureOf, type SlackClients } from '../slack/client.ts';
import { createPeople } from '../slack/people.ts';
import { checkKinds, checkRights, checkWorkfront } from '../workfront/check-workfront.ts';
import { openWorkfront } from '../workfront/workfront.ts';

/** One thing that was looked at. */
export type Finding = {
  readonly about: string;
  /** `problem`: the bot would not start, or would break a promise. `warning`: somebody should look. */
  readonly state: 'ok' | 'warning' | 'problem';
  /** What was found and, unless all is well, what to do. */
  readonly says: string;
};

/** What goes wrong is told as a finding, so nothing is logged. */
const silent = createLog('error', { write: () => {} });
const oldestNode = 24;

export function nodeFinding(version: string): Finding {
  const isNew = Number.parseInt(version, 10) >= oldestNode;
  const says = isNew ? version : `${version} is too old: install Node ${oldestNode} or newer`;
  return { about: 'Node', state: isNew ? 'ok' : 'problem', says };
}

/** Tokens, scopes, channels, and whether the approvers are people who may decide. Only reads. */
export async function slackFindings(config: Config): Promise<readonly Finding[]> {
  const { botToken: token, appToken, apiUrl } = config.slack;
  const clients = createSlackClients({ token, apiUrl, logger: boltLogger(silent) });
  try {
    const { areas, workspaceUrl } = await checkWorkspace({ ...config, clients });
    const findings = areas.flatMap(({ about, problems, warnings, fine }): Finding[] => [
      ...problems.map((says) => ({ about, state: 'problem', says }) as const),
      ...warnings.map((says) => ({ about, state: 'warning', says }) as const),
      ...(problems.length + warnings.length === 0 ? [{ about, state: 'ok', says: fine } as const] : []),
    ]);
    const isIn = !areas.some(({ about, problems }) => about === 'Slack bot token' && problems.length > 0);
    return [
      ...findings,
      ...(isIn ? [await personsFinding(config, clients)] : []),
      appToken === null
        ? { about: 'Slack connection', state: 'ok', says: `signed HTTP from ${workspaceUrl}` }
        : await socketFinding(clients, appToken),
    ];
  } catch (error) {
    if (!(error instanceof SlackAway)) throw error;
    const says = `${error.message}. Check the network and SLACK_API_URL, and https://slack-status.com`;
    return [{ about: 'Slack', state: 'problem', says }];
  }
}

/** Asks for the address of a connection, and opens none. https://docs.slack.dev/reference/methods/apps.connections.open */
async function socketFinding({ reader }: SlackClients, token: string): Promise<Finding> {
  const about = 'Slack connection';
  try {
    await reader.apps.connections.open({ token });
    return { about, state: 'ok', says: 'Socket Mode, and the app-level token is accepted' };
  } catch (error) {
    const failure = failureOf(error);
    if (!failure) throw error;
    const todo = "Make one on the app's page, Basic Information, with the scope connections:write";
    return { about, state: 'problem', says: `SLACK_APP_TOKEN is not accepted (${failure.code}). ${todo}` };
  }
}

const mostPersons = 50;

async function personsFinding({ policy }: Config, clients: SlackClients): Promise<Finding> {
  const about = 'approvers are people';
  const people = createPeople({ clients, monotonic: () => performance.now(), log: silent });
  try {
    const members = [...(await people.members(policy.approvers))].slice(0, mostPersons);
    const profiles = await Promise.all(members.map((id) => people.profile(id)));
    const others = members.filter((_id, at) => {
      const profile = profiles[at];
      return !profile?.isPerson || profile.isGuest || profile.isForeign;
    });
    const able = members.length - others.length;
    if (able < policy.approvalsRequired) {
      const says = `only ${able} of APPROVERS may decide, needed: ${policy.approvalsRequired}. Add members of this workspace`;
      return { about, state: 'problem', says };
    }
    if (others.length === 0) return { about, state: 'ok', says: `${able} may decide` };
    const says = `${others.join(', ')} may not decide: gone, a bot, a guest or of another organization. Take them out of APPROVERS`;
    return { about, state: 'warning', says };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { about, state: 'problem', says: 'Slack did not say who they are. Try again in a minute' };
  }
}

/** Log-in and version, what the API user sees and may change, and what it shows of what people hold. Only reads. */
export async function workfrontFindings({ workfront }: Config): Promise<readonly Finding[]> {
  const connection = openWorkfront({ ...workfront, log: silent });
  try {
    const { findings, away, user } = await checkWorkfront(connection, workfront);
    if (away) {
      const says = `${away.message}. Check WORKFRONT_URL and the network, or try again later`;
      return [{ about: 'Workfront log-in', state: 'problem', says }];
    }
    if (!user) return findings;
    return [...findings, await checkRights(connection, user), ...(await checkKinds(connection))];
  } catch (error) {
    if (!(error instanceof WorkfrontFailure)) throw error;
    return [{ about: 'Workfront rights', state: 'problem', says: `${error.message}. Try again in a minute` }];
  } finally {
    await connection.close();
  }
}

const fewSeconds = 30;
const tooManySeconds = 60;

/** This machine's clock against the Date header of both services. */
export async function clockFindings({ slack, workfront }: Config): Promise<readonly Finding[]> {
  return Promise.all([
    clockFinding('clock against Slack', `${slack.apiUrl}api.test`),
    clockFinding('clock against Workfront', workfront.url),
  ]);
}

/** This machine's clock against the Date header of one address. */
export async function clockFinding(about: string, url: string): Promise<Finding> {
  const before = Date.now();
  const date = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(5_000) }).then(
    async (answer) => {
      await answer.body?.cancel();
      return answer.headers.get('date');
    },
    () => null,
  );
  const told = Date.parse(date ?? '');
  if (Number.isNaN(told)) return { about, state: 'warning', says: 'it did not say what time it is' };
  // The header has whole seconds, and the answer took its time.
  const off = Math.round((told - (before + Date.now()) / 2) / 1000);
  const says = `this machine is ${Math.abs(off)} s ${off > 0 ? 'behind' : 'ahead'}`;
  if (Math.abs(off) < fewSeconds) return { about, state: 'ok', says };
  const state = Math.abs(off) > tooManySeconds ? 'problem' : 'warning';
  return { about, state, says: `${says}. Have it set by NTP: signatures and dates depend on it` };
}
