import type { Config } from '../config.ts';
import { createLog } from '../log.ts';
import type { People } from '../requests/ports.ts';
import { Refusal } from '../requests/refusal.ts';
import type { SlackUserId } from '../requests/request.ts';
import type { SlackClients } from '../slack/client.ts';
import { createPeople } from '../slack/people.ts';
import type { Finding } from './finding.ts';

/** What goes wrong is told as a finding, so nothing is logged. */
const silent = createLog('error', { write: () => {} });
const mostPersons = 50;

type Able = { readonly able: readonly SlackUserId[]; readonly findings: readonly Finding[] };

/** Whether those who are listed are people who may ask and decide, and are enough for what is asked of them. */
export async function personsFindings(
  { policy }: Pick<Config, 'policy'>,
  clients: SlackClients,
): Promise<readonly Finding[]> {
  const people = createPeople({ clients, monotonic: () => performance.now(), log: silent });
  const { approvers, requesters, approvalsRequired } = policy;
  try {
    const deciding = await look(people, ['approvers are people', 'APPROVERS', 'decide'], approvers);
    const asking = await look(people, ['requesters are people', 'REQUESTERS', 'ask'], requesters);
    const about = 'approvers are people';
    if (deciding.able.length < approvalsRequired) {
      const says = `only ${deciding.able.length} of APPROVERS may decide, needed: ${approvalsRequired}. Add members of this workspace`;
      return [{ about, state: 'problem', says }, ...asking.findings];
    }
    const odd = [vainFinding(policy, deciding.able, asking.able), bulkFinding(policy, deciding.able.length)];
    const told = [...deciding.findings, ...odd.flatMap((one) => one ?? [])];
    const fine = { about, state: 'ok', says: `${deciding.able.length} may decide` } as const;
    return [...(told.length > 0 ? told : [fine]), ...asking.findings];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const says = 'Slack did not say who they are. Try again in a minute';
    return [{ about: 'approvers are people', state: 'problem', says }];
  }
}

/** Who of a list may do it. Those of `approvers` who all may are told by the caller. */
async function look(
  people: People,
  [about, name, what]: readonly [string, string, string],
  list: readonly string[],
): Promise<Able> {
  const members = [...(await people.members(list))].slice(0, mostPersons);
  const profiles = await Promise.all(members.map((id) => people.profile(id)));
  const able = members.filter((_id, at) => {
    const profile = profiles[at];
    return profile?.isPerson && !profile.isGuest && !profile.isForeign;
  });
  const others = members.filter((id) => !able.includes(id));
  const isAlone = able.length === 0;
  const says = `${others.join(', ')} may not ${what}: gone, a bot, a guest or of another organization. Take them out of ${name}`;
  if (others.length > 0) return { able, findings: [{ about, state: isAlone ? 'problem' : 'warning', says }] };
  const fine = name === 'REQUESTERS' ? [{ about, state: 'ok', says: `${able.length} may ask` } as const] : [];
  return { able, findings: fine };
}

type Policy = Config['policy'];

/** Requesters whose requests would be refused at once, since too few others may decide them. */
function vainFinding(
  { allowSelfApproval, approvalsRequired }: Policy,
  deciding: readonly SlackUserId[],
  asking: readonly SlackUserId[],
): Finding | null {
  if (allowSelfApproval) return null;
  const inVain = asking.filter((id) => deciding.filter((one) => one !== id).length < approvalsRequired);
  if (inVain.length === 0) return null;
  const verb = inVain.length === 1 ? 'asks' : 'ask';
  const says = `${inVain.join(', ')} ${verb} in vain: nobody decides what they asked for, and too few others may. Add to APPROVERS`;
  const state = inVain.length === asking.length ? 'problem' : 'warning';
  return { about: 'approvers are people', state, says };
}

/** Requests about many people need one approval more. */
function bulkFinding({ approvalsRequired, bulkBrake, maxBulk }: Policy, able: number): Finding | null {
  const needed = approvalsRequired + 1;
  if (maxBulk <= bulkBrake || able >= needed) return null;
  const says = `a request about more than ${bulkBrake} people needs ${needed} approvals, and ${able} may decide. Add to APPROVERS, or lower MAX_BULK to ${bulkBrake}`;
  return { about: 'approvers are people', state: 'warning', says };
}
