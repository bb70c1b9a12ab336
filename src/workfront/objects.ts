import { z } from 'zod';

import { fieldValue, type FieldChange, type FieldValue } from '../requests/items.ts';
import type { Workfront } from '../requests/ports.ts';
import type { WorkfrontUser } from '../requests/request.ts';
import { inChunks } from './chunks.ts';
import type { Client, Query } from './client.ts';
import { WorkfrontError } from './errors.ts';
import { resourceOf } from './kinds.ts';
import { oneUser, session, users } from './schemas.ts';
import { planSwaps, readAssignees } from './task-assignments.ts';

/** Whose the credential is. */
export type Session = {
  readonly userId: string;
  readonly isAdmin: boolean;
  readonly apiVersions: readonly string[];
};

type Objects = Pick<Workfront, 'self' | 'get' | 'readUsers' | 'readValues' | 'write'> & {
  readSession(): Promise<Session>;
};

/** The most objects that one request may name. */
const mostAtOnce = 100;

const row = z.looseObject({ ID: z.string().toLowerCase() });

/** Refusals that come before Workfront looks at any object. */
const asAWhole: ReadonlySet<string> = new Set(['unauthenticated', 'blocked', 'throttled']);

/**
 * Reads and changes Workfront's objects, one or a list of them. A bulk PUT is a JSON array; how many of its objects an
 * answer lists, and what became of the others when one is refused, is documented nowhere.
 * @see https://experienceleague.adobe.com/en/docs/workfront/using/adobe-workfront-api/api-general-information/api-basics
 */
export function createObjects(client: Client, fields: string): Objects {
  async function readHundred(ids: readonly string[]): Promise<readonly WorkfrontUser[]> {
    const query: Query = { ID: ids, ID_Mod: 'in', ID_Sort: 'asc', $$LIMIT: String(mostAtOnce), fields };
    return (await client.read('/user/search', query, users)).users.filter(({ id }) => ids.includes(id));
  }

  async function readSession(): Promise<Session> {
    const { userID, isAdmin, versionInformation } = await client.read('/session', {}, session);
    // With every field, so that one which this version lacks shows now and not at the first question.
    await getUser(client, userID, fields);
    const { apiVersions = [] } = versionInformation ?? {};
    return { userId: userID, isAdmin: isAdmin ?? false, apiVersions };
  }

  // A credential belongs to one user for as long as the process lives.
  let own: { readonly id: string; readonly isAdmin: boolean } | null = null;

  return {
    readSession,
    async self() {
      if (own === null) {
        const { userId, isAdmin } = await readSession();
        own = { id: userId, isAdmin };
      }
      return own;
    },
    get: async (id) => getUser(client, checkedId(id, 'GET /user'), fields),
    async readUsers(ids) {
      const found = new Map<string, WorkfrontUser>();
      // What is no id may be a word that Workfront replaces, such as $$USER.ID.
      for (const chunk of inChunks([...new Set(ids)].filter(isId), mostAtOnce)) {
        for (const user of await readHundred(chunk)) found.set(user.id, user);
      }
      return found;
    },
    async readValues(kind, changes) {
      if (kind === 'tasks') return readAssignees(client, changes);
      const values = new Map<string, FieldValue>();
      for (const chunk of inChunks(changes, mostAtOnce)) {
        const shown = new Set(['ID', ...chunk.map(({ field }) => field)]);
        const query: Query = {
          ID: chunk.map(({ id }) => id),
          ID_Mod: 'in',
          ID_Sort: 'asc',
          $$LIMIT: String(mostAtOnce),
          fields: [...shown].join(','),
        };
        const data = await client.read(`/${resourceOf(kind)}/search`, query, z.unknown());
        for (const [id, value] of shownIn(data, chunk)) values.set(id, value);
      }
      return values;
    },
    async write(kind, changes, mayLeave) {
      checkChanges(changes);
      const shown = new Set(['ID', ...changes.map(({ field }) => field)]);
      // Whether an access level outlives a deactivation is documented nowhere.
      if (kind === 'access') shown.add('accessLevelID');
      const query = { fields: [...shown].join(',') };
      const options = { deadline: performance.now() + client.timing.callBudget, mayLeave };
      if (kind === 'tasks') return sendAll(await planSwaps(client, changes, options), changes.length > 1);
      const [only, ...more] = changes;
      const resource = `/${resourceOf(kind)}`;
      if (only && more.length === 0) {
        const path = `${resource}/${only.id}`;
        return shownIn(
          await client.write(path, query, { [only.field]: only.to }, z.unknown(), options),
          changes,
        );
      }
      const body = changes.map(({ id, field, to }) => ({ ID: id, [field]: to }));
      const data = await client
        .write(resource, query, body, z.unknown(), options)
        .catch((error: unknown) => Promise.reject(asBulkError(error)));
      return shownIn(data, changes);
    },
  };
}

function checkedId(id: string, request: string): string {
  const lower = id.toLowerCase();
  if (isId(lower)) return lower;
  throw new WorkfrontError('invalid', 'A Workfront id has 32 hexadecimal digits', { request });
}

async function getUser(client: Client, id: string, fields: string): Promise<WorkfrontUser | null> {
  const found = await client
    .read(`/user/${id}`, { fields }, oneUser)
    .catch((error: unknown) =>
      error instanceof WorkfrontError && error.code === 'not_found' ? null : Promise.reject(error),
    );
  if (found === null || found.id === id) return found;
  const request = `GET ${client.pathOf(`/user/${id}`)}`;
  throw new WorkfrontError('misconfigured', 'Workfront answered with another user', { request });
}

function isId(id: string): boolean {
  return /^[0-9a-f]{32}$/.test(id);
}

function checkChanges(changes: readonly FieldChange[]): void {
  const ids = new Set(changes.map(({ id }) => id));
  const fits = changes.length > 0 && changes.length <= mostAtOnce && ids.size === changes.length;
  if (!fits || ![...ids].every(isId)) {
    throw new WorkfrontError('invalid', 'This is no list of changes', { request: 'PUT' });
  }
}

/** Also for one object: some versions answer with a list of one. Rows that nobody asked about are left out. */
function shownIn(data: unknown, changes: readonly FieldChange[]): ReadonlyMap<string, FieldValue> {
  const rows = new Map<string, z.infer<typeof row>>();
  for (const given of Array.isArray(data) ? data : [data]) {
    const { data: read } = row.safeParse(given);
    if (read) rows.set(read.ID, read);
  }
  const shown = new Map<string, FieldValue>();
  for (const { id, field } of changes) {
    const seen = fieldValue.safeParse(rows.get(id)?.[field]);
    if (seen.success) shown.set(id, inOneCase(seen.data));
  }
  return shown;
}

/** An id as it is compared with others: what Workfront lists is read in lower case. */
function inOneCase(value: FieldValue): FieldValue {
  const isOne = typeof value === 'string' && isId(value.toLowerCase());
  return isOne ? value.toLowerCase() : value;
}

/** A bulk change can be refused for one of its objects after others were changed. */
function asBulkError(error: unknown): unknown {
  if (!(error instanceof WorkfrontError) || error.status === null || asAWhole.has(error.code)) return error;
  return asMaybeDone(error);
}

function asMaybeDone(error: unknown): unknown {
  if (!(error instanceof WorkfrontError) || error.code === 'outcome_unknown') return error;
  const { code, detail, request, status, retryAfterMs } = error;
  const details = { request, status, detail, retryAfterMs, maybeDone: true, cause: error };
  return new WorkfrontError(code, 'Some of the changes may be made', details);
}

/** Sends one after the other; none of the answers shows a value. What came before a refusal may be done. */
async function sendAll(
  sends: readonly (() => Promise<unknown>)[],
  areMany: boolean,
): Promise<ReadonlyMap<string, FieldValue>> {
  for (const [index, send] of sends.entries()) {
    await send().catch((error: unknown) => {
      if (index > 0) throw asMaybeDone(error);
      throw areMany ? asBulkError(error) : error;
    });
  }
  return new Map();
}
