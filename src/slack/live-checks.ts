/** The questions about people in docs/live-checks.md that a bot token answers by reading: asked, with what they mean. */
import type { webApi } from '@slack/bolt';

import { failureOf, type SlackClients } from './client.ts';

type Seen = { readonly says: string; readonly state?: 'ok' | 'warning' };
type Member = NonNullable<webApi.UsersListResponse['members']>[number];
type Group = NonNullable<webApi.UsergroupsListResponse['usergroups']>[number];

type Facts = {
  readonly reader: webApi.WebClient;
  readonly team: string;
  readonly people: readonly Member[];
  readonly groups: readonly Group[];
};

type LiveCheck = { readonly about: string; readonly look: (facts: Facts) => Promise<Seen> };

/** Every one of them, by the name under which docs/live-checks.md has it. */
export const slackLiveChecks: readonly LiveCheck[] = [
  { about: 'those who left', look: lookAtLeaver },
  { about: 'a group that is off', look: lookAtDisabledGroup },
  { about: 'the largest group', look: lookAtLargestGroup },
  { about: 'guests and strangers', look: lookAtOutsiders },
];

/** Pages of 200; who stands further back is not looked at. */
const mostPages = 5;

/** Asks Slack all of them, one after the other, and yields each as it is known. */
export async function* lookLiveAtSlack({
  reader,
}: Pick<SlackClients, 'reader'>): AsyncGenerator<Required<Seen> & { readonly about: string }> {
  const asked = await orCode(async (): Promise<Facts> => {
    const { team_id: team = '' } = await reader.auth.test();
    const { usergroups = [] } = await reader.usergroups.list({ include_count: true, include_disabled: true });
    return { reader, team, people: await readPeople(reader), groups: usergroups };
  });
  if (typeof asked === 'string') {
    yield { about: 'live, Slack', state: 'warning', says: `nothing was asked (${asked})` };
    return;
  }
  for (const { about, look } of slackLiveChecks) {
    const seen = await orCode(() => look(asked));
    const { says, state = 'ok' }: Seen =
      typeof seen === 'string' ? { says: `no answer (${seen})`, state: 'warning' } : seen;
    yield { about: `live, ${about}`, state, says };
  }
}

async function orCode<T extends object>(ask: () => Promise<T>): Promise<T | string> {
  try {
    return await ask();
  } catch (error) {
    const failure = failureOf(error);
    if (!failure) throw error;
    return failure.code;
  }
}

async function readPeople(reader: webApi.WebClient): Promise<readonly Member[]> {
  const people: Member[] = [];
  let cursor = '';
  for (let page = 0; page < mostPages; page += 1) {
    const found = await reader.users.list({ limit: 200, ...(cursor && { cursor }) });
    people.push(...(found.members ?? []));
    cursor = found.response_metadata?.next_cursor ?? '';
    if (cursor === '') break;
  }
  return people.filter(({ id, is_bot: isBot }) => !isBot && id !== 'USLACKBOT');
}

async function lookAtLeaver({ reader, people }: Facts): Promise<Seen> {
  const gone = people.find(({ deleted }) => deleted);
  if (!gone?.id) return { says: `nobody of the first ${people.length} has left` };
  const { user } = await reader.users.info({ user: gone.id });
  return user?.profile?.email
    ? { says: 'their e-mail is still told, so a mention finds them in Workfront' }
    : { says: 'their e-mail is not told: name them by e-mail or name, not by a mention' };
}

async function lookAtDisabledGroup({ reader, groups }: Facts): Promise<Seen> {
  const off = groups.find(({ date_delete: at }) => (at ?? 0) > 0);
  if (!off?.id) return { says: 'no group is switched off' };
  const answer = await orCode(() => membersOf(reader, off.id ?? ''));
  if (typeof answer === 'string') return { says: `it is refused (${answer}), so it lets nobody in` };
  if (answer.users.length === 0) return { says: 'it has no members, so it lets nobody in' };
  const says = `it still has ${answer.users.length} members. A group that is switched off still lets them in: take it out of REQUESTERS and APPROVERS`;
  return { state: 'warning', says };
}

async function lookAtLargestGroup({ reader, groups }: Facts): Promise<Seen> {
  const [largest] = groups
    .filter(({ date_delete: at }) => (at ?? 0) === 0)
    .toSorted((one, other) => sizeOf(other) - sizeOf(one));
  if (!largest?.id) return { says: 'there is no group' };
  const { users, cursor } = await membersOf(reader, largest.id);
  if (cursor !== '') return { says: `comes in pages, ${users.length} at a time; all pages are read` };
  const says = `${users.length} of ${sizeOf(largest)} members come at once`;
  return { says, state: users.length < sizeOf(largest) ? 'warning' : 'ok' };
}

/** Slack has written it as text too. */
function sizeOf({ user_count: count }: Group): number {
  return Number.parseInt(`${count ?? 0}`, 10);
}

async function membersOf(
  reader: webApi.WebClient,
  usergroup: string,
): Promise<{ readonly users: readonly string[]; readonly cursor: string }> {
  const { users = [], response_metadata: more } = await reader.usergroups.users.list({ usergroup });
  return { users, cursor: more?.next_cursor ?? '' };
}

async function lookAtOutsiders({ people, team }: Facts): Promise<Seen> {
  const present = people.filter(({ deleted }) => !deleted);
  const guests = present.filter((one) => one.is_restricted || one.is_ultra_restricted);
  const strangers = present.filter((one) => 'is_stranger' in one && one.is_stranger === true);
  const foreign = present.filter((one) => one.team_id !== undefined && one.team_id !== team);
  const untold = present.filter((one) => one.is_restricted === undefined);
  const says = `of ${present.length}: ${guests.length} guests, ${strangers.length} strangers, ${foreign.length} of another team; of ${untold.length} it is not told, who are taken for members`;
  return { says };
}
