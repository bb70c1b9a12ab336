import type { Config } from '../config.ts';
import { boltLogger, createLog } from '../log.ts';
import { WorkfrontFailure } from '../requests/errors.ts';
import { checkWorkspace, SlackAway } from '../slack/check-workspace.ts';
import { createSlackClients, failureOf, type SlackClients } from '../slack/client.ts';
import { lookLiveAtSlack } from '../slack/live-checks.ts';
import { checkKinds, checkRights, checkWorkfront } from '../workfront/check-workfront.ts';
import { openWorkfront } from '../workfront/workfront.ts';
import { personsFindings } from './examine-people.ts';
import type { Finding } from './finding.ts';

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
    const isFine = (name: string) =>
      areas.some(({ about, problems }) => about === name && problems.length === 0);
    return [
      ...findings,
      ...(isFine('people') ? await personsFindings(config, clients) : []),
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

/** What only this workspace can tell, as far as the bot token reads it. */
export function slackLiveFindings({ slack }: Config): AsyncGenerator<Finding> {
  const { botToken: token, apiUrl } = slack;
  return lookLiveAtSlack(createSlackClients({ token, apiUrl, logger: boltLogger(silent) }));
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
