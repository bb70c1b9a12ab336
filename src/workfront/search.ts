import { isSameAddress } from '../requests/policy.ts';
import type { Workfront } from '../requests/ports.ts';
import type { WorkfrontUser } from '../requests/request.ts';
import { inChunks } from './chunks.ts';
import { asParameters, type Client, type Query } from './client.ts';
import { WorkfrontError } from './errors.ts';
import { users } from './schemas.ts';

/** Longer than any e-mail address, and far below the longest URI that Workfront takes. */
const longestText = 320;
const pageSize = 200;
const mostPages = 10;

type Page = { readonly users: readonly WorkfrontUser[]; readonly isLast: boolean };

/** Asks for one page of users; `first` counts from 0. */
export type Search = (
  filter: Query,
  limit: number,
  options?: { readonly first?: number; readonly signal?: AbortSignal },
) => Promise<Page>;

/** Everything that looks for users, asking for `fields` of each. */
export function createSearch(
  client: Client,
  fields: string,
): Pick<Workfront, 'findByEmail' | 'findByEmails' | 'findByName' | 'suggest'> {
  const search = pagesOf(client, fields);
  return {
    findByEmail: (email, limit) => findByEmail(search, email, limit),
    findByEmails: (addresses, limit) => findByEmails(search, addresses, limit),
    findByName: (wanted, limit) => findByName(search, wanted, limit),
    suggest: (typed, limit, signal) => suggest(search, typed, limit, signal),
  };
}

/**
 * In the order of IDs, so that pages do not overlap: in what order several sorts count is
 * not documented. Rows that cannot be users are left out with a warning.
 */
function pagesOf(client: Client, fields: string): Search {
  return async (filter, limit, { first = 0, signal } = {}) => {
    const page = { ID_Sort: 'asc', $$LIMIT: String(limit), $$FIRST: String(first) };
    const query = { ...filter, ...page, fields };
    const found = await client.read('/user/search', query, users, signal && { signal });
    if (found.dropped > 0) {
      client.log.warn({ rows: found.dropped }, 'Workfront listed users without a usable ID or state');
    }
    return { users: found.users, isLast: found.users.length + found.dropped < limit };
  };
}

/** True when the name contains every one of the words, each anywhere, without case. */
export function containsWords(name: string, words: readonly string[]): boolean {
  const whole = folded(name);
  return words.every((word) => whole.includes(folded(word)));
}

/**
 * A text in the form in which names are compared: letter case, the form of accents, the Turkish dots
 * on i, ß against ss and the two small sigmas make no difference; accents do.
 */
function folded(text: string): string {
  const lower = text.normalize('NFC').toLowerCase().toUpperCase().toLowerCase();
  return lower.replaceAll('i\u0307', 'i').replaceAll('ς', 'σ').normalize('NFC');
}

/**
 * `username` as a plain parameter would be taken for a credential and dropped from the filter, so it
 * goes into `filters`. Whether a modifier works in there is not documented: exact, then lower case.
 * @see https://experienceleague.adobe.com/en/docs/workfront/using/adobe-workfront-api/api-general-information/api-basics
 */
async function findByUsername(
  search: Search,
  asked: string,
  limit: number,
): Promise<readonly WorkfrontUser[]> {
  for (const username of new Set([asked, asked.toLowerCase()])) {
    const page = await search({ filters: JSON.stringify({ username }) }, limit);
    const same = page.users.filter((row) => isSameAddress(row.username, asked));
    if (same.length > 0) return same.slice(0, limit);
  }
  return [];
}

/** Users whose `emailAddr` is the text, without case; when there are none, whose `username` is. */
export async function findByEmail(
  search: Search,
  text: string,
  limit: number,
): Promise<readonly WorkfrontUser[]> {
  const asked = text.normalize('NFC').trim();
  if (asked === '' || asked.length > longestText) return [];
  const page = await search({ emailAddr: asked, emailAddr_Mod: 'cieq' }, limit);
  const same = page.users.filter((row) => isSameAddress(row.email, asked));
  return same.length > 0 ? same.slice(0, limit) : findByUsername(search, asked, limit);
}

/** One list of addresses; far below the 8,892 bytes that Workfront takes. */
const mostAddresses = 50;
const longestQuery = 8_000;

function inLists(addresses: readonly string[]): string[][] {
  return inChunks(addresses, mostAddresses).flatMap((list) =>
    asParameters({ emailAddr: list }).toString().length * 2 > longestQuery ? inChunks(list, 5) : [list],
  );
}

/**
 * By `ciin`, which also finds a second account whose address differs by case alone; by `in`, which every version
 * has, where that is refused or finds nobody.
 */
async function findInList(search: Search, emailAddr: readonly string[]): Promise<readonly WorkfrontUser[]> {
  for (const emailAddr_Mod of ['ciin', 'in']) {
    const page = await search({ emailAddr, emailAddr_Mod }, 2_000).catch((error: unknown) =>
      isRefused(error) ? null : Promise.reject(error),
    );
    if (page && page.users.length > 0) return page.users;
  }
  return [];
}

function isRefused(error: unknown): boolean {
  return error instanceof WorkfrontError && (error.code === 'invalid' || error.code === 'misconfigured');
}

/**
 * The users of many addresses, by address as it was asked; who is in no list is looked up alone, also by user
 * name. Each address is sent as it is and in lower case: whether `ciin` minds case in lists is not documented.
 */
export async function findByEmails(
  search: Search,
  addresses: readonly string[],
  limit: number,
): Promise<ReadonlyMap<string, readonly WorkfrontUser[]>> {
  const found = new Map<string, readonly WorkfrontUser[]>();
  const usual = addresses.filter((address) => address.trim() !== '' && address.length <= longestText);
  for (const list of inLists([...new Set(usual)])) {
    const emailAddr = [...new Set(list.flatMap((address) => [address, address.toLowerCase()]))];
    const inList = await findInList(search, emailAddr);
    for (const address of list) {
      found.set(
        address,
        inList.filter(({ email }) => isSameAddress(email, address)),
      );
    }
  }
  for (const address of addresses) {
    if (found.get(address)?.length) continue;
    found.set(address, await findByEmail(search, address, limit));
  }
  return found;
}

function byName(one: WorkfrontUser, other: WorkfrontUser): number {
  return one.name.localeCompare(other.name, 'en') || one.id.localeCompare(other.id, 'en');
}

/**
 * Users whose name contains every word. The server filters by the longest one, which leaves the fewest
 * rows; all words are checked here.
 * @throws WorkfrontError `invalid` when the words are too common to look at every match.
 */
export async function findByName(
  search: Search,
  words: readonly string[],
  limit: number,
): Promise<readonly WorkfrontUser[]> {
  const asked = words.map((word) => word.normalize('NFC').trim()).filter((word) => word !== '');
  const longest = asked.toSorted((one, other) => other.length - one.length)[0];
  if (longest === undefined || longest.length > longestText) return [];
  const found = new Map<string, WorkfrontUser>();
  for (let page = 0; page < mostPages; page += 1) {
    const { users: rows, isLast } = await search({ name: longest, name_Mod: 'cicontains' }, pageSize, {
      first: page * pageSize,
    });
    for (const row of rows) if (containsWords(row.name, asked)) found.set(row.id, row);
    if (isLast || found.size >= limit) return [...found.values()].toSorted(byName).slice(0, limit);
  }
  // Some matches may lie beyond, so what was found must not pass for all there are.
  throw new WorkfrontError('invalid', 'Too many names contain these words', { request: 'GET /user/search' });
}

/** See `Workfront.suggest`: one page of names and one of addresses, at the same time. */
export async function suggest(
  search: Search,
  typed: string,
  limit: number,
  signal: AbortSignal,
): Promise<readonly WorkfrontUser[]> {
  const text = typed.normalize('NFC').trim();
  const words = text.split(/\s/u);
  const longest = words.toSorted((one, other) => other.length - one.length)[0];
  if (!longest || text.length > longestText) return [];
  const isAddress = words.length === 1;
  const [named, addressed] = await Promise.all([
    search({ name: longest, name_Mod: 'cicontains' }, pageSize, { signal }),
    isAddress ? search({ emailAddr: text, emailAddr_Mod: 'cicontains' }, pageSize, { signal }) : null,
  ]);
  const matches = [
    ...named.users.filter(({ name }) => containsWords(name, words)),
    ...(addressed?.users ?? []).filter(({ email }) => containsWords(email, words)),
  ];
  return [...new Map(matches.map((user) => [user.id, user])).values()].toSorted(byName).slice(0, limit);
}
