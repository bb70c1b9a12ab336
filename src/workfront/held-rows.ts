import { z } from 'zod';

import type { Held, HoldingKind } from '../requests/holdings.ts';
import type { Client, Query } from './client.ts';
import { WorkfrontError } from './errors.ts';
import type { Kind, Look } from './kinds.ts';
import type { LongQuestions } from './long-questions.ts';

/** A thing, and where it is seen behind Workfront's own address. */
export type Found = Omit<Held, 'link'> & { readonly path: string | null };

/** The most rows that Workfront gives at once. */
const mostRows = 2_000;

const isId = /^[0-9a-f]{32}$/u;
const row = z.looseObject({ ID: z.string().toLowerCase() });
export type Row = z.infer<typeof row>;
/** Each judged alone: what is no row is null, and does not make the others unusable. */
const rows = z.array(z.unknown()).transform((all) => all.map((one) => row.safeParse(one).data ?? null));
const counted = z.object({ count: z.coerce.number().int() });

/** How Workfront is asked about people, however many. */
export type Questions = LongQuestions & { readonly client: Client };

/** How many things of a kind these people hold. */
export async function countThings(
  questions: Questions,
  kind: HoldingKind,
  how: Kind,
  userIds: readonly string[],
): Promise<number> {
  const [only, another] = how.looks;
  // What two searches find is united by id, and what is known by another id is counted once.
  if (another || how.id !== undefined) {
    const bare = { ...how, names: [], within: [], pages: [] };
    return (await listThings(questions, kind, bare, userIds, Number.POSITIVE_INFINITY)).length;
  }
  const resource = `/${how.resource}/count`;
  const counts = await questions.askAbout('count', userIds, (some, inForm) => {
    const query = { ...only.only, ...holderIn(only, some) };
    return questions.client.read(resource, query, counted, { bare: true, inForm });
  });
  return counts.reduce((sum, { count }) => sum + count, 0);
}

/** The first things of a kind that these people hold, `upTo` at least if there are so many, ordered by id. */
export async function listThings(
  questions: Questions,
  kind: HoldingKind,
  how: Kind,
  userIds: readonly string[],
  upTo: number,
): Promise<readonly Found[]> {
  const found = new Map<string, Found>();
  for (const look of how.looks) {
    const parts = await questions.askAbout('search', userIds, (some, inForm) =>
      findFirst(questions.client, kind, how, { look, userIds: some, upTo, inForm }),
    );
    for (const [key, thing] of parts.flatMap((part) => [...part])) {
      if (!found.has(key)) found.set(key, thing);
    }
  }
  return [...found].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, thing]) => thing);
}

type Search = {
  readonly look: Look;
  readonly userIds: readonly string[];
  readonly upTo: number;
  readonly inForm: boolean;
};

async function findFirst(
  client: Client,
  kind: HoldingKind,
  how: Kind,
  { look, userIds, upTo, inForm }: Search,
): Promise<ReadonlyMap<string, Found>> {
  const found = new Map<string, Found>();
  let last = '';
  const query = queryOf(how, look, userIds);
  const pages = { perPage: Math.min(mostRows, upTo + 1), inForm };
  for await (const one of readRows(client, how.resource, query, pages)) {
    const thing = heldIn(one, kind, how, look, userIds);
    if (!thing) continue;
    // Several people can hold the same, in any order: all of them belong to the same page.
    if (found.size >= upTo && thing.id !== last) break;
    found.set(how.id === undefined ? thing.id : `${thing.id} ${thing.holder}`, thing);
    last = thing.id;
  }
  return found;
}

/**
 * All rows that a search finds, read in pages; what cannot be read as a row is left out.
 * @throws WorkfrontError also for a page that brings nothing new: so it would go on for ever.
 */
export async function* readRows(
  client: Client,
  resource: string,
  query: Query,
  { perPage, inForm = false }: { readonly perPage: number; readonly inForm?: boolean },
): AsyncGenerator<Row> {
  const seen = new Set<string>();
  for (let first = 0; ; first += perPage) {
    const page = { $$LIMIT: String(perPage), ...(first > 0 && { $$FIRST: String(first) }) };
    const read = await client.read(`/${resource}/search`, { ...query, ...page }, rows, { inForm });
    const before = seen.size;
    for (const one of read) if (one) seen.add(one.ID);
    for (const one of read) if (one) yield one;
    if (read.length < perPage) return;
    if (seen.size === before) throw sameAgain(client, resource);
  }
}

function sameAgain(client: Client, resource: string): WorkfrontError {
  const request = `GET ${client.pathOf(`/${resource}/search`)}`;
  return new WorkfrontError('misconfigured', 'Workfront answered with the same page again', { request });
}

/** Asks once for one row of each search of a kind. @throws WorkfrontError */
export async function tryLooks(client: Client, how: Kind, userId: string): Promise<void> {
  for (const look of how.looks) {
    const query = { ...queryOf(how, look, [userId]), $$LIMIT: '1' };
    await client.read(`/${how.resource}/search`, query, rows);
  }
}

function queryOf({ id, names, within, pages }: Kind, look: Look, userIds: readonly string[]): Query {
  const fields = [
    'ID',
    ...(id ? [id] : []),
    look.holder,
    ...names,
    ...within,
    ...pages.map(([field]) => field),
  ];
  // In the order of the ids that things are known by: pages would overlap and leave things out otherwise.
  const order = { [`${id ?? 'ID'}_Sort`]: 'asc' };
  return { ...look.only, ...holderIn(look, userIds), ...order, fields: [...new Set(fields)].join(',') };
}

function holderIn({ holder }: Look, userIds: readonly string[]): Query {
  const [only, another] = userIds;
  if (only !== undefined && another === undefined) return { [holder]: only };
  return { [holder]: userIds, [`${holder}_Mod`]: 'in' };
}

/** The row as a thing that one of these people holds; null: it is none, whatever Workfront says. */
function heldIn(
  one: Row,
  kind: HoldingKind,
  how: Kind,
  look: Look,
  userIds: readonly string[],
): Found | null {
  const id = idAt(one, how.id ?? 'ID');
  const holder = idAt(one, look.holder);
  if (id === null || holder === null || !userIds.includes(holder)) return null;
  const name = firstOf(one, how.names) ?? id;
  const within = firstOf(one, how.within);
  return { kind, id, name, holder, within: within === name ? null : within, path: pathOf(one, id, how) };
}

function pathOf(one: Row, own: string, how: Kind): string | null {
  for (const [field, page] of how.pages) {
    const id = idAt(one, field);
    if (id !== null) return page(id);
  }
  return how.page?.(own) ?? null;
}

function idAt(one: Row, path: string): string | null {
  const id = textAt(one, path)?.toLowerCase();
  return id !== undefined && isId.test(id) ? id : null;
}

function firstOf(one: Row, paths: readonly string[]): string | null {
  for (const path of paths) {
    const text = textAt(one, path)?.trim();
    if (text) return text;
  }
  return null;
}

const anyRecord = z.looseObject({});

/** The text at a path such as `project:name`. */
function textAt(one: unknown, path: string): string | undefined {
  let at: unknown = one;
  for (const key of path.split(':')) at = anyRecord.safeParse(at).data?.[key];
  return typeof at === 'string' ? at : undefined;
}
