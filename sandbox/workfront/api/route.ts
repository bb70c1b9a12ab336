import type { KeyObject } from 'node:crypto';

import { ApiError, notCovered } from '../errors.ts';
import type { Habits } from '../habits.ts';
import type { Query } from '../query/paths.ts';
import { count, search } from '../query/search.ts';
import { readFields } from '../query/select.ts';
import type { Database } from '../records/database.ts';
import type { Directory } from '../records/directory.ts';
import { named } from '../records/named.ts';
import type { Objects } from '../records/objects.ts';
import type { Row, TableSchema } from '../records/schema.ts';
import { userShape } from '../records/user.ts';
import type { Access, Rights } from './access.ts';
import { readCall, type Call, type Incoming, type Reply, type WriteMode } from './call.ts';
import { changedRow, mayBeEdited, notFound, type Setting } from './changes.ts';
import type { Credentials } from './credentials.ts';
import { exchangeJwt, giveImsToken } from './oauth.ts';
import { postedRead } from './posted-reads.ts';
import { keyAction, logIn, sessionData } from './sign-in.ts';
import { swapUsersOnTasks } from './swap.ts';
import { updateMany, updateOne, type Writer } from './writes.ts';

/** All that answering a request needs. */
export type Tenant = {
  readonly database: Database;
  readonly directory: Directory;
  readonly objects: Objects;
  readonly access: Access;
  readonly credentials: Credentials;
  readonly publicKey: () => KeyObject;
  readonly rights: Rights;
  readonly habits: () => Habits;
  /** Versions that answer, such as `22.0`; the last is the default. */
  readonly versions: readonly string[];
  readonly tokenSeconds: number;
  readonly now: () => Date;
};

type Target = {
  readonly tenant: Tenant;
  readonly call: Call;
  readonly mode: WriteMode;
  readonly version: string;
};

/** The longest address that gets past the servers in front of Workfront. */
const longestUri = 8892;

/** Answers a request to Workfront or to its token endpoints; never throws. */
export function respond(tenant: Tenant, incoming: Incoming, mode: WriteMode): Reply {
  try {
    return answer(tenant, incoming, mode);
  } catch (error) {
    const known =
      error instanceof ApiError ? error : new ApiError(500, String(error), { note: 'a bug here' });
    const note = known.note === undefined ? {} : { note: known.note };
    if (known.status === 401 && tenant.habits().refusal === 'redirect') {
      return { status: 302, body: '', headers: { location: '/login' }, ...note };
    }
    return { status: known.status, body: known.body, ...note };
  }
}

function readVersion(tenant: Tenant, segment: string | undefined): string | undefined {
  const asked = /^v(\d+\.\d+)$/.exec(segment ?? '')?.[1];
  if (asked === undefined) return undefined;
  if (tenant.versions.includes(asked)) return asked;
  const newest = Math.max(...tenant.versions.map(Number));
  throw new ApiError(Number(asked) < newest ? 410 : 404);
}

function visibleRows({ objects, directory, rights }: Tenant, schema: TableSchema): Iterable<Row> {
  if (rights.seesOthers) return objects.rows(schema.objCode);
  const self = directory.users.get(named.apiUser);
  return schema.objCode === 'USER' && self !== undefined ? [self] : [];
}

function findVisible(tenant: Tenant, schema: TableSchema, id: string): Row {
  const row = tenant.objects.find(schema.objCode, id);
  if (row === undefined || (!tenant.rights.seesOthers && id !== named.apiUser))
    throw notFound(schema.name, id);
  return row;
}

function read({ tenant, call }: Target, query: Query, what: string | undefined): object {
  const { params } = call;
  const rows = visibleRows(tenant, query.schema);
  if (what === 'search') return { data: search(query, params, rows) };
  if (what === 'count') {
    const total = { count: count(query, params, rows) };
    // Documented both bare and inside `data`; the oldest versions here answer bare, so that clients meet both.
    return Number(query.version) < 15 ? total : { data: total };
  }
  const render = readFields(query, params.get('fields'));
  if (what !== undefined) return { data: render(findVisible(tenant, query.schema, what)) };
  throw new ApiError(400, 'you must specify an action');
}

function write({ tenant, call, mode }: Target, query: Query, what: string | undefined): object {
  if (what === 'replace') throw new ApiError(405, undefined, { note: 'replace is never executed' });
  const { schema, version } = query;
  const setting: Setting = { ...tenant, habits: tenant.habits(), now: tenant.now() };
  const action = what ?? call.params.get('action')?.[0];
  if (schema.objCode === 'ASSGN' && action === 'swapUsersOnTasks')
    return swapUsersOnTasks(call, mode, setting);
  if (!schema.editable) throw new ApiError(400);
  const render = readFields(query, call.params.get('fields'));
  const { directory, objects } = tenant;
  const { habits } = setting;
  const { objCode } = schema;
  const writer: Writer = {
    schema,
    version,
    habits,
    mode,
    find: (id) => objects.find(objCode, id),
    change(id, change) {
      mayBeEdited(setting, id);
      return changedRow(setting, schema, findVisible(tenant, schema, id), change);
    },
    save(row) {
      if (objCode === 'USER') directory.save(userShape.parse(row), 'api');
      else if (objCode === 'ASSGN') objects.assign(row, habits);
      else objects.save(objCode, row);
    },
  };
  if (what !== undefined) return { data: render(updateOne(what, call, writer)) };
  const { rows, atomic } = updateMany(call, writer);
  return atomic ? { success: true } : { data: rows.map(render) };
}

function findSchema({ tenant, version }: Target, name: string): TableSchema {
  const schema = tenant.database.schema(name);
  if (schema === undefined) throw new ApiError(422, `Unknown object type: ${name} in v${version}`);
  if (!schema.secondary) return schema;
  throw new ApiError(
    422,
    `${schema.objCode} is not a top level object and can't be requested directly in internal`,
  );
}

function segmentsOf(path: string): string[] {
  return path
    .split('/')
    .filter((segment) => segment !== '')
    .map(decodeURIComponent);
}

function answerObject(target: Target, [name = '', what]: readonly string[]): object {
  const schema = findSchema(target, name);
  const query = { database: target.tenant.database, schema, version: target.version };
  switch (target.call.method) {
    case 'GET':
      return read(target, query, what);
    case 'PUT':
      return write(target, query, what);
    case 'DELETE':
      throw new ApiError(405, undefined, { note: 'DELETE is never executed' });
    default:
      if (what !== undefined) throw notFound(schema.name, what);
      throw notCovered(`${target.call.method} on ${schema.name}`);
  }
}

function answerApi(tenant: Tenant, call: Call, mode: WriteMode): object {
  const [, , ...rest] = segmentsOf(call.path);
  const version = readVersion(tenant, rest[0]);
  const segments = version === undefined ? rest : rest.slice(1);
  const target: Target = { tenant, call, mode, version: version ?? tenant.versions.at(-1) ?? '' };
  const facts = { ...tenant, customerId: tenant.credentials.jwt.customerId, version: target.version };
  const [first = '', second = ''] = segments;
  if (first === 'login') return { data: logIn(call, tenant.access, facts) };
  const action = second === '' ? (call.params.get('action')?.[0] ?? '') : second;
  const key = first.toLowerCase() === 'user' ? keyAction(action, call, tenant.access) : undefined;
  if (key !== undefined) return { data: key };
  const session = tenant.access.authenticate(call);
  if (first === 'session') return { data: sessionData(session, facts) };
  return answerObject(target, segments);
}

function answer(tenant: Tenant, incoming: Incoming, mode: WriteMode): Reply {
  const call = readCall(postedRead(incoming, tenant.habits()));
  const { credentials, access } = tenant;
  if (incoming.url.href.length - incoming.url.origin.length > longestUri) throw new ApiError(414);
  if (call.path === new URL(credentials.ims.tokenUrl).pathname) {
    return giveImsToken(call, credentials.ims, access, tenant.tokenSeconds);
  }
  if (call.path === '/integrations/oauth2/api/v1/jwt/exchange') {
    return exchangeJwt(call, credentials.jwt, tenant.publicKey, access, tenant.now());
  }
  if (!/^\/attask\/api(\/|$)/.test(call.path))
    throw new ApiError(404, undefined, { note: 'no such address' });
  return { status: 200, body: answerApi(tenant, call, mode) };
}
