import type { WorkfrontUser } from '../requests/request.ts';
import type { Client, Query } from './client.ts';
import { WorkfrontError } from './errors.ts';
import { users } from './schemas.ts';

/** Longer than any e-mail address, and far below the longest URI that Workfront takes. */
const longestText = 320;
const pageSize = 200;
const mostPages = 10;

/**
 * A text in the form in which names are compared: letter case, the form of accents, the Turkish dots
 * on i, ß against ss and the two small sigmas make no difference; accents do.
 */
function folded(text: string): string {
  const lower = text.normalize('NFC').toLowerCase().toUpperCase().toLowerCase();
  return lower.replaceAll('i\u0307', 'i').replaceAll('ς', 'σ').normalize('NFC');
}

/** True when the name contains every one of the words, each anywhere, without case. */
export function containsWords(name: string, words: readonly string[]): boolean {
  const whole = folded(name);
  return words.every((word) => whole.includes(folded(word)));
}

/** True for the same e-mail address or user name without case. Stricter than names: ı is not i here. */
export function isSameAddress(one: string, other: string): boolean {
  return one.normalize('NFC').toLowerCase() === other.normalize('NFC').toLowerCase();
}

/** Asks for one page of users; `first` counts from 0. */
export type Search = (filter: Query, limit: number, first?: number) => Promise<readonly WorkfrontUser[]>;

/** A search that asks for `fields` and a total order, so that pages do not overlap. */
export function createSearch(client: Client, fields: string): Search {
  return (filter, limit, first = 0) => {
    const order = { name_Sort: 'asc', ID_Sort: 'asc' };
    const page = { $$LIMIT: String(limit), $$FIRST: String(first) };
    return client.read('/user/search', { ...filter, ...order, ...page, fields }, users);
  };
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
    const rows = await search({ filters: JSON.stringify({ username }) }, limit);
    const same = rows.filter((row) => isSameAddress(row.username, asked));
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
  const rows = await search({ emailAddr: asked, emailAddr_Mod: 'cieq' }, limit);
  const same = rows.filter((row) => isSameAddress(row.email, asked));
  return same.length > 0 ? same.slice(0, limit) : findByUsername(search, asked, limit);
}

function byName(one: WorkfrontUser, other: WorkfrontUser): number {
  return one.name.localeCompare(other.name, 'en') || (one.id < other.id ? -1 : 1);
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
    const rows = await search({ name: longest, name_Mod: 'cicontains' }, pageSize, page * pageSize);
    for (const row of rows) if (containsWords(row.name, asked)) found.set(row.id, row);
    if (rows.length < pageSize || found.size >= limit)
      return [...found.values()].toSorted(byName).slice(0, limit);
  }
  // Some matches may lie beyond, so what was found must not pass for all there are.
  throw new WorkfrontError('invalid', 'Too many names contain these words', { request: 'GET /user/search' });
}
