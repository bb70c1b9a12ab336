import { z } from 'zod';

import { holdingKind, type Held, type HeldCount, type HoldingKind } from '../requests/holdings.ts';
import type { Holdings } from '../requests/ports.ts';
import { inChunks } from './chunks.ts';
import type { Client, Query } from './client.ts';
import { WorkfrontError } from './errors.ts';
import { kinds, type Kind, type Look } from './kinds.ts';

export type HoldingsOptions = {
  readonly client: Client;
  /** Workfront's own address, for links. */
  readonly url: string;
  /** Whether task and issue assignments are given to somebody else too. */
  readonly handOverAssignments: boolean;
  readonly self: () => Promise<{ readonly id: string; readonly isAdmin: boolean }>;
  readonly now: () => Date;
};

export type HoldingsCheck = {
  /**
   * Tries the request of each kind. A kind that Workfront refuses, since it does not know the object or a field, is
   * switched off, alone; gives those, with Workfront's words. One that cannot be asked now stays.
   */
  checkKinds(): Promise<readonly { readonly kind: HoldingKind; readonly words: string }[]>;
};

/** The most people that one request asks about: an address holds 8,892 bytes. */
const mostPeople = 100;
/** The most rows that Workfront gives at once. */
const mostRows = 2_000;

const row = z.looseObject({ ID: z.string().toLowerCase() });
type Row = z.infer<typeof row>;
/** What cannot be read as a row is none; it does not make the others unusable. */
const rows = z.array(z.unknown()).transform((all) => all.flatMap((one) => row.safeParse(one).data ?? []));
const counted = z.object({ count: z.coerce.number().int() });

/** What people hold, by the table of kinds. @see kinds.ts */
export function createHoldings(options: HoldingsOptions): Omit<Holdings, 'readValues'> & HoldingsCheck {
  const { client, url, handOverAssignments, self, now } = options;
  const off = new Set<HoldingKind>();

  const movedBy: Holdings['movedBy'] = (kind) => {
    const { moved }: Kind = kinds[kind];
    if (!moved || off.has(kind) || (moved.when === 'assignments' && !handOverAssignments)) return null;
    return { type: moved.type, field: moved.field };
  };
  const linkTo: Holdings['linkTo'] = (kind, id) => {
    const { page }: Kind = kinds[kind];
    return page && /^[0-9a-f]{32}$/u.test(id) ? new URL(page(id), url).href : null;
  };
  const countKind = async (kind: HoldingKind, userIds: readonly string[]): Promise<HeldCount> => {
    const moves = movedBy(kind) !== null;
    try {
      return { kind, count: await countOf(client, kind, userIds), moves, link: null };
    } catch (error) {
      if (!(error instanceof WorkfrontError)) throw error;
      return { kind, count: null, moves, link: null };
    }
  };
  return {
    movedBy,
    linkTo,
    async countHoldings(userIds) {
      const on = holdingKind.options.filter((kind) => !off.has(kind));
      const [counts, { isAdmin }] = await Promise.all([
        Promise.all(on.map((kind) => countKind(kind, userIds))),
        self(),
      ]);
      return { counts, atLeast: !isAdmin, readAt: now() };
    },
    async listHoldings(kind, userIds, { first, limit }) {
      if (off.has(kind) || userIds.length === 0) return [];
      const found = await listOf(client, kind, userIds, first + limit);
      return found.slice(first, first + limit).map((one) => ({ ...one, link: linkTo(kind, one.id) }));
    },
    async checkKinds() {
      const { id } = await self();
      const refused = [];
      for (const kind of holdingKind.options) {
        const words = await refusalOf(client, kind, id);
        if (words === null) continue;
        off.add(kind);
        refused.push({ kind, words });
      }
      return refused;
    },
  };
}

/** Why Workfront does not take the request of this kind; null: it does, or does not answer now. */
async function refusalOf(client: Client, kind: HoldingKind, userId: string): Promise<string | null> {
  try {
    for (const look of kinds[kind].looks) {
      await client.read(`/${kinds[kind].resource}/search`, queryOf(kind, look, [userId], 1), rows);
    }
    return null;
  } catch (error) {
    if (!(error instanceof WorkfrontError)) throw error;
    return refusals.has(error.code) ? error.detail || error.message : null;
  }
}

/** A wrong object or field is told in different ways; busy, away and forbidden are none of them. */
const refusals: ReadonlySet<string> = new Set(['invalid', 'not_found', 'misconfigured']);

/** Only ids are asked for where nothing else is needed, so that nothing else can be refused. */
async function countOf(client: Client, kind: HoldingKind, userIds: readonly string[]): Promise<number> {
  const { looks, resource, id }: Kind = kinds[kind];
  const [only, another] = looks;
  // What two searches find is united by id, and what is known by another id is counted once.
  if (another || id !== undefined || kind === 'approval_stages') {
    return (await listOf(client, kind, userIds, Number.POSITIVE_INFINITY)).length;
  }
  let sum = 0;
  for (const some of inChunks(userIds, mostPeople)) {
    const query = { ...only.only, ...holderIn(only, some) };
    sum += (await client.read(`/${resource}/count`, query, counted, { bare: true })).count;
  }
  return sum;
}

/** Everything of a kind that these people hold, up to so much of it, by id. */
async function listOf(
  client: Client,
  kind: HoldingKind,
  userIds: readonly string[],
  upTo: number,
): Promise<readonly Omit<Held, 'link'>[]> {
  if (kind === 'approval_stages') return stagesOf(client, userIds);
  const found = new Map<string, Omit<Held, 'link'>>();
  for (const look of kinds[kind].looks) {
    for (const some of inChunks(userIds, mostPeople)) {
      for await (const one of search(client, kind, look, some, upTo)) {
        const held = heldIn(one, kind, look, some);
        if (held) found.set(`${held.id} ${held.holder}`, held);
      }
    }
  }
  return [...found.values()].toSorted((one, other) => (one.id < other.id ? -1 : Number(one.id > other.id)));
}

async function* search(
  client: Client,
  kind: HoldingKind,
  look: Look,
  userIds: readonly string[],
  upTo: number,
): AsyncGenerator<Row> {
  for (let first = 0; first < upTo; first += mostRows) {
    const limit = Math.min(mostRows, upTo - first);
    const query = { ...queryOf(kind, look, userIds, limit), ...(first > 0 && { $$FIRST: String(first) }) };
    const page = await client.read(`/${kinds[kind].resource}/search`, query, rows);
    yield* page;
    if (page.length < limit) return;
  }
}

function queryOf(kind: HoldingKind, look: Look, userIds: readonly string[], limit: number): Query {
  const { names, within, id }: Kind = kinds[kind];
  if (kind === 'approval_stages') return { ...stageQuery, $$LIMIT: String(limit) };
  const fields = ['ID', ...(id ? [id] : []), look.holder, ...names, ...within];
  // In the order of the ids that things are known by: pages would overlap and leave things out otherwise.
  const order = { [`${id ?? 'ID'}_Sort`]: 'asc', $$LIMIT: String(limit) };
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
  look: Look,
  userIds: readonly string[],
): Omit<Held, 'link'> | null {
  const { id: idField, names, within }: Kind = kinds[kind];
  const id = textAt(one, idField ?? 'ID')?.toLowerCase();
  const holder = textAt(one, look.holder)?.toLowerCase();
  if (id === undefined || !/^[0-9a-f]{32}$/u.test(id) || holder === undefined || !userIds.includes(holder)) {
    return null;
  }
  return { kind, id, name: firstOf(one, names) ?? id, holder, within: firstOf(one, within) };
}

function firstOf(one: Row, paths: readonly string[]): string | null {
  for (const path of paths) {
    const text = textAt(one, path)?.trim();
    if (text) return text;
  }
  return null;
}

/** The text at a path such as `project:name`. */
function textAt(one: unknown, path: string): string | undefined {
  let at: unknown = one;
  for (const key of path.split(':')) at = z.looseObject({}).safeParse(at).data?.[key];
  return typeof at === 'string' ? at : undefined;
}

const stageQuery: Query = {
  fields: 'ID,name,approvalPaths:approvalSteps:name,approvalPaths:approvalSteps:stepApprovers:*',
  ID_Sort: 'asc',
};

const approver = z.looseObject({
  userID: z.string().toLowerCase().nullish().catch(null),
  teamID: z.string().nullish().catch(null),
  roleID: z.string().nullish().catch(null),
});
const list = <T extends z.ZodType>(item: T) => z.array(item).nullish().catch(null);
const process = z.looseObject({
  approvalPaths: list(
    z.looseObject({ approvalSteps: list(z.looseObject({ stepApprovers: list(approver) })) }),
  ),
});

/** Approval processes with a stage that one of these people decides alone: nobody could once they are gone. */
async function stagesOf(client: Client, userIds: readonly string[]): Promise<readonly Omit<Held, 'link'>[]> {
  const found: Omit<Held, 'link'>[] = [];
  const [look] = kinds.approval_stages.looks;
  for await (const one of search(client, 'approval_stages', look, [], Number.POSITIVE_INFINITY)) {
    const holder = aloneIn(one, userIds);
    if (holder === null) continue;
    const name = textAt(one, 'name')?.trim() || one.ID;
    found.push({ kind: 'approval_stages', id: one.ID, name, holder, within: null });
  }
  return found;
}

function aloneIn(one: Row, userIds: readonly string[]): string | null {
  const steps = process.parse(one).approvalPaths?.flatMap(({ approvalSteps }) => approvalSteps ?? []) ?? [];
  for (const { stepApprovers } of steps) {
    const [only, another] = stepApprovers ?? [];
    const isAlone = only && !another && !only.teamID && !only.roleID;
    if (isAlone && only.userID && userIds.includes(only.userID)) return only.userID;
  }
  return null;
}
