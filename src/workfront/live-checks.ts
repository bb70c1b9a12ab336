/** The questions of docs/live-checks.md that only read and need nobody: asked as they stand there, with what they mean. */
import { z } from 'zod';

import { WorkfrontFailure } from '../requests/errors.ts';
import { asParameters, type ClientOptions } from './client.ts';
import { mostInForm, oneAmong } from './long-questions.ts';
import { userFields } from './schemas.ts';
import { logInOnce, type RawAnswer, type SingleQuestions } from './single-questions.ts';

type Facts = SingleQuestions & Pick<ClientOptions, 'apiVersion' | 'auth'>;
type State = 'ok' | 'warning' | 'problem';
type Seen = { readonly says: string; readonly state?: State };

type LiveCheck = {
  /** Its number in docs/live-checks.md. */
  readonly number: number;
  readonly about: string;
  /** Null: the question does not arise here. */
  readonly look: (facts: Facts) => Promise<Seen | null>;
};

/** Every one of them; each only reads. */
export const liveChecks: readonly LiveCheck[] = [
  { number: 1, about: 'compressed answers', look: lookAtCompression },
  { number: 2, about: 'a caller without a name', look: lookAtNamelessCaller },
  { number: 3, about: 'session and versions', look: lookAtSession },
  { number: 4, about: 'retired versions', look: lookAtOldVersions },
  { number: 5, about: 'fields', look: lookAtFields },
  { number: 6, about: 'a refused credential', look: lookAtRefusal },
  { number: 9, about: 'an unknown id', look: lookAtUnknownId },
  { number: 10, about: 'lists of addresses', look: lookAtLists },
  { number: 11, about: 'several sorts', look: lookAtSorts },
  { number: 13, about: 'the organization header', look: lookWithoutOrganization },
  { number: 14, about: 'counts', look: lookAtCount },
  { number: 17, about: 'routing rules and timesheets', look: lookAtMetadata },
  { number: 23, about: 'e-mail and user name', look: lookAtNames },
  { number: 24, about: 'lists of ids', look: lookAtIds },
  { number: 25, about: 'an unknown field', look: lookAtUnknownField },
  { number: 26, about: 'licenses', look: lookAtLicenses },
  { number: 42, about: 'long questions', look: lookAtLongQuestions },
];

/**
 * Asks Workfront all of them, one after the other, and yields each as it is known. Logs in once; the refusal that
 * is provoked is a made-up key's, and another process's waiting after refusals is not touched.
 */
export async function* lookLive(
  workfront: Pick<ClientOptions, 'url' | 'apiVersion' | 'auth'>,
): AsyncGenerator<{ readonly about: string; readonly state: State; readonly says: string }> {
  let questions: SingleQuestions;
  try {
    questions = await logInOnce(workfront);
  } catch (error) {
    if (!(error instanceof WorkfrontFailure)) throw error;
    yield { about: 'live checks', state: 'problem', says: `nothing was asked: ${error.message}` };
    return;
  }
  for (const { number, about, look } of liveChecks) {
    const seen = await orUnanswered(() => look({ ...questions, ...workfront }));
    if (seen) yield { about: `live ${number}, ${about}`, state: seen.state ?? 'ok', says: seen.says };
  }
}

async function orUnanswered(look: () => Promise<Seen | null>): Promise<Seen | null> {
  try {
    return await look();
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown';
    return { state: 'warning', says: `no answer that could be read (${name})` };
  }
}

const pathOf = (version: string, resource: string) => `/attask/api/v${version}${resource}`;
const dataOf = <T extends z.ZodType>(data: T) => z.object({ data });
const sessionBody = dataOf(
  z.object({ userID: z.string(), isAdmin: z.boolean().nullish(), versionInformation: z.unknown() }),
);
const people = dataOf(
  z.array(z.object({ ID: z.string(), name: z.string().nullish(), emailAddr: z.string().nullish() })),
);

/** What an answer is, in a few words; never its content, which may hold a session. */
function told({ status, json, location }: RawAnswer): string {
  const error = z.object({ error: z.object({ message: z.string().nullish() }) }).safeParse(json).data?.error;
  if (location !== null) return `HTTP ${status} to ${location.split('?')[0]}`;
  if (json === undefined) return `HTTP ${status} without JSON`;
  return error ? `HTTP ${status}, “${(error.message ?? '').slice(0, 160)}”` : `HTTP ${status}`;
}

async function lookAtCompression({ ask, apiVersion }: Facts): Promise<Seen> {
  const { encoding } = await ask(pathOf(apiVersion, '/session'));
  if (encoding === null || encoding === 'identity') return { says: 'come plain, as asked' };
  return { says: `come as ${encoding} although nobody asked; the bot decodes that` };
}

async function lookAtNamelessCaller({ ask, apiVersion, session }: Facts): Promise<Seen> {
  const answer = await ask(pathOf(apiVersion, '/session'), { ...session, 'user-agent': '' });
  return { says: `${told(answer)}; the bot always names itself` };
}

async function lookAtSession({ ask, apiVersion }: Facts): Promise<Seen> {
  const answer = await ask(pathOf(apiVersion, '/session'));
  const { data } = sessionBody.parse(answer.json);
  const versions = z.object({ apiVersions: z.unknown() }).safeParse(data.versionInformation)
    .data?.apiVersions;
  const list = Array.isArray(versions)
    ? versions
    : Object.keys(z.record(z.string(), z.unknown()).safeParse(versions).data ?? {});
  const speaks = list.length > 0 ? `versions ${list.map(String).join(', ')}` : 'no word about versions';
  return { says: `${data.isAdmin ? 'a system administrator' : 'no system administrator'}; ${speaks}` };
}

async function lookAtOldVersions({ ask }: Facts): Promise<Seen> {
  const answers = [];
  for (const version of ['15.0', '7.0'])
    answers.push(`${version}: ${told(await ask(pathOf(version, '/session')))}`);
  return { says: `${answers.join('; ')}. What answers can be used` };
}

async function lookAtFields({ ask, apiVersion }: Facts): Promise<Seen> {
  const { data } = sessionBody.parse((await ask(pathOf(apiVersion, '/session'))).json);
  const answer = await ask(pathOf(apiVersion, `/user/${data.userID}?fields=${userFields(apiVersion)}`));
  if (answer.status === 200) return { says: `version ${apiVersion} has every field that the bot asks for` };
  return { state: 'problem', says: `${told(answer)}. Set WORKFRONT_API_VERSION to a version that has it` };
}

async function lookAtRefusal({ ask, apiVersion }: Facts): Promise<Seen> {
  const answer = await ask(pathOf(apiVersion, '/session'), { apiKey: '0' });
  return { says: `${told(answer)}; 401 and a redirect to a log-in both count as refused` };
}

async function lookAtUnknownId({ ask, apiVersion }: Facts): Promise<Seen> {
  const answer = await ask(pathOf(apiVersion, `/user/${'f'.repeat(32)}`));
  const key = z.object({ error: z.object({ msgKey: z.string() }) }).safeParse(answer.json).data?.error.msgKey;
  const isNobody = answer.status === 404 || key === 'exception.norecordfound';
  const says = `${told(answer)}${key ? ` (${key})` : ''}`;
  return isNobody
    ? { says: `${says}, read as “nobody”` }
    : { state: 'warning', says: `${says}, which the bot does not read as “nobody”. Please report it` };
}

async function lookAtLists({ ask, apiVersion }: Facts): Promise<Seen> {
  const search = pathOf(apiVersion, '/user/search?fields=emailAddr');
  const { data } = people.parse((await ask(`${search}&$$LIMIT=20&ID_Sort=asc`)).json);
  const [first, second] = data.flatMap(({ emailAddr }) => emailAddr ?? []);
  if (!first || !second) return { state: 'warning', says: 'fewer than two addresses are to be seen' };
  const asked = new URLSearchParams([
    ['emailAddr', first.toUpperCase()],
    ['emailAddr', second],
    ['emailAddr_Mod', 'ciin'],
  ]);
  const answer = await ask(`${search}&${asked.toString()}`);
  const rows = people.safeParse(answer.json).data?.data;
  if (!rows) return { state: 'warning', says: `${told(answer)}; each address is then looked up alone` };
  const found = new Set(rows.map(({ emailAddr }) => emailAddr));
  const says = [
    found.has(second) ? 'a repeated parameter is taken' : 'a repeated parameter is not taken',
    found.has(first) ? 'letter case does not matter' : 'letter case matters',
  ];
  return { says: `${says.join(', ')}; whoever is in no list is looked up alone` };
}

async function lookAtSorts({ ask, apiVersion }: Facts): Promise<Seen> {
  const answer = await ask(
    pathOf(apiVersion, '/user/search?fields=name&name_Sort=asc&ID_Sort=asc&$$LIMIT=50'),
  );
  const rows = people.safeParse(answer.json).data?.data;
  if (!rows) return { state: 'warning', says: told(answer) };
  const isById = isRising(rows.map(({ ID }) => ID));
  return { says: `the ${isById ? 'last' : 'first'} of two sorts comes first; the bot sends one alone` };
}

function isRising(list: readonly string[]): boolean {
  return list.every((text, at) => at === 0 || (list[at - 1] ?? '') <= text);
}

async function lookWithoutOrganization({ ask, apiVersion, auth, session }: Facts): Promise<Seen | null> {
  if (auth.method !== 'ims') return null;
  const { authorization = '' } = session;
  const answer = await ask(pathOf(apiVersion, '/session'), { authorization });
  return { says: `${told(answer)} without it; the bot always sends it` };
}

async function lookAtCount({ ask, apiVersion }: Facts): Promise<Seen> {
  const { json, ...answer } = await ask(pathOf(apiVersion, '/user/count'));
  const count = z.object({ count: z.number() });
  if (count.safeParse(json).success) return { says: 'come bare, {"count":N}' };
  if (dataOf(count).safeParse(json).success) return { says: 'come inside data, {"data":{"count":N}}' };
  return { state: 'warning', says: `${told({ ...answer, json })}; counts are then shown as not known` };
}

const metadata = dataOf(z.object({ fields: z.record(z.string(), z.looseObject({})) }));

async function lookAtMetadata({ ask, apiVersion }: Facts): Promise<Seen> {
  const parts = [];
  for (const [resource, pattern] of [
    ['routingrule', /user|assign/i],
    ['timesheet', /status/i],
  ] as const) {
    const answer = await ask(pathOf(apiVersion, `/${resource}/metadata`));
    const fields = metadata.safeParse(answer.json).data?.data.fields;
    const names = Object.keys(fields ?? {}).filter((name) => pattern.test(name));
    parts.push(`${resource}: ${fields ? names.join(', ') || 'no such field' : told(answer)}`);
  }
  return { says: `${parts.join('; ')}. What cannot be read is shown as not known` };
}

const ownNames = dataOf(z.object({ emailAddr: z.string(), username: z.string() }));

async function lookAtNames({ ask, apiVersion }: Facts): Promise<Seen> {
  const { data } = sessionBody.parse((await ask(pathOf(apiVersion, '/session'))).json);
  const answer = await ask(pathOf(apiVersion, `/user/${data.userID}?fields=emailAddr,username`));
  const own = ownNames.safeParse(answer.json).data?.data;
  if (!own) return { state: 'warning', says: 'the bot’s user has no address or user name that can be seen' };
  const finds = async (asked: Readonly<Record<string, string>>): Promise<boolean> => {
    const query = new URLSearchParams({ ...asked, fields: 'emailAddr', $$LIMIT: '200', ID_Sort: 'asc' });
    const { json } = await ask(pathOf(apiVersion, `/user/search?${query.toString()}`));
    return people.safeParse(json).data?.data.some(({ ID }) => ID === data.userID) ?? false;
  };
  const byEmail = await finds({ emailAddr: own.emailAddr.toUpperCase(), emailAddr_Mod: 'cieq' });
  const byName = await finds({ filters: JSON.stringify({ username: own.username }) });
  const says = [
    byEmail ? 'an e-mail in capitals is found' : 'an e-mail in capitals is not found',
    byName ? 'a user name is found' : 'a user name is not found',
  ];
  return { state: byEmail && byName ? 'ok' : 'warning', says: says.join(', ') };
}

async function lookAtIds({ ask, apiVersion }: Facts): Promise<Seen> {
  const search = pathOf(apiVersion, '/user/search?fields=name&ID_Sort=asc&$$LIMIT=2');
  const { data } = people.parse((await ask(search)).json);
  const ids = data.map(({ ID }) => ID);
  if (ids.length < 2) return { state: 'warning', says: 'fewer than two people are to be seen' };
  const answer = await ask(`${search}&ID=${ids.join('&ID=')}&ID_Mod=in`);
  const found = new Set(people.safeParse(answer.json).data?.data.map(({ ID }) => ID));
  return ids.every((id) => found.has(id))
    ? { says: 'a repeated parameter is taken' }
    : {
        state: 'warning',
        says: `${told(answer)}, but not both: people are then told as gone. Please report it`,
      };
}

async function lookAtUnknownField({ ask, apiVersion }: Facts): Promise<Seen> {
  const { data } = sessionBody.parse((await ask(pathOf(apiVersion, '/session'))).json);
  const answer = await ask(pathOf(apiVersion, `/user/${data.userID}?fields=noSuchField`));
  return { says: `${told(answer)}; a refusal of fields that the bot needs ends its start` };
}

const licenses = dataOf(
  z.object({
    fields: z.object({
      licenseType: z.object({
        possibleValues: z.array(z.object({ value: z.string(), label: z.string().nullish() })),
      }),
    }),
  }),
);

async function lookAtLicenses({ ask, apiVersion }: Facts): Promise<Seen> {
  const answer = await ask(pathOf(apiVersion, '/user/metadata'));
  const values = licenses.safeParse(answer.json).data?.data.fields.licenseType.possibleValues;
  const list = values?.map(({ value, label }) => `${value} ${label ?? ''}`.trim()).join(', ');
  return { says: `${list ?? told(answer)}. R and X cannot take over` };
}

async function lookAtLongQuestions({ ask, apiVersion, session }: Facts): Promise<Seen> {
  const { data } = sessionBody.parse((await ask(pathOf(apiVersion, '/session'))).json);
  const filter = { method: 'GET', ...oneAmong(mostInForm[0], data.userID) };
  const counts = await ask(pathOf(apiVersion, '/user/count'), session, asParameters(filter));
  const search = asParameters({ ...filter, fields: 'ID' });
  const searches = await ask(pathOf(apiVersion, '/user/search'), session, search);
  const count = z.object({ count: z.literal(1) });
  const counted = dataOf(count).safeParse(counts.json).success || count.safeParse(counts.json).success;
  const found =
    people
      .safeParse(searches.json)
      .data?.data.map(({ ID }) => ID)
      .join() === data.userID;
  const says = [
    counted ? 'counts are taken as forms' : `counts are not taken as forms (${told(counts)})`,
    found ? 'searches are taken as forms' : `searches are not taken as forms (${told(searches)})`,
  ];
  return { says: `${says.join(', ')}; what is not costs many people more requests` };
}
