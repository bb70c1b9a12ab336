import { ApiError, notCovered, notFound } from '../errors.ts';
import { readFields } from '../query/fields.ts';
import { readCriteria, search } from '../query/search.ts';
import type { TableSchema } from '../records/schema.ts';
import { visibleRow, visibleRows, type Asked, type Heard, type Tenant, type WriteMode } from '../tenant.ts';
import { readCallAs, type Incoming, type Reply } from './call.ts';
import { exchangeJwt, giveImsToken, keyAction, logIn, sessionData } from './sign-in.ts';
import { write } from './writes.ts';

/** The longest address that gets past the servers in front of Workfront. */
const longestUri = 8892;

/** Answers a request to Workfront or to its token endpoints; never throws. */
export function respond(tenant: Tenant, incoming: Incoming, mode: WriteMode): Reply {
  try {
    return answer(tenant, incoming, mode);
  } catch (error) {
    const { status, body, note } =
      error instanceof ApiError ? error : new ApiError(500, String(error), { note: 'a bug here' });
    if (status === 401 && tenant.habits.refusal === 'redirect')
      return { status: 302, body: '', headers: { location: '/login' }, note };
    return { status, body, note };
  }
}

function answer(tenant: Tenant, incoming: Incoming, mode: WriteMode): Reply {
  const call = readCallAs(incoming, tenant.habits);
  const { href, origin, pathname } = incoming.url;
  if (href.length - origin.length > longestUri) throw new ApiError(414);
  if (pathname === new URL(tenant.access.credentials.ims.tokenUrl).pathname)
    return giveImsToken(call, tenant);
  if (pathname === '/integrations/oauth2/api/v1/jwt/exchange') return exchangeJwt(call, tenant);
  const [isApi, version, rest = ''] = /^\/attask\/api(?:\/v(\d+\.\d+))?(?:\/(.*))?$/.exec(pathname) ?? [];
  if (isApi === undefined) throw new ApiError(404, undefined, { note: 'no such address' });
  const [first = '', second] = rest.split('/').filter((segment) => segment !== '');
  const heard = { ...tenant, call, mode, version: readVersion(tenant, version) };
  return { status: 200, body: answerApi(heard, first, second) };
}

function readVersion({ versions }: Tenant, asked = versions.at(-1) ?? ''): string {
  if (versions.includes(asked)) return asked;
  throw new ApiError(Number(asked) < Math.max(...versions.map(Number)) ? 410 : 404);
}

function answerApi(heard: Heard, name: string, what: string | undefined): object {
  const { access, call } = heard;
  if (name === 'login') return { data: logIn(heard) };
  const action = what ?? call.params.get('action') ?? '';
  const key = name.toLowerCase() === 'user' ? keyAction(action, heard) : undefined;
  if (key !== undefined) return { data: key };
  const session = access.authenticate(call);
  if (name === 'session') return { data: sessionData(session, heard) };
  const schema = findSchema(heard, name);
  const asked = { ...heard, schema };
  switch (call.method) {
    case 'GET':
      return read(asked, what);
    case 'PUT':
      return write(asked, what);
    case 'DELETE':
      throw new ApiError(405, undefined, { note: 'DELETE is never executed' });
    default:
      if (what !== undefined) throw notFound(schema.name, what);
      throw notCovered(`${call.method} on ${schema.name}`);
  }
}

function findSchema({ database, version }: Heard, name: string): TableSchema {
  const schema = database.schema(name);
  if (schema === undefined) throw new ApiError(422, `Unknown object type: ${name} in v${version}`);
  if (!schema.secondary) return schema;
  throw new ApiError(
    422,
    `${schema.objCode} is not a top level object and can't be requested directly in internal`,
  );
}

function read(asked: Asked, what: string | undefined): object {
  const { params } = asked.call;
  if (what === 'search') return { data: search(asked, params, visibleRows(asked)) };
  if (what === 'count') {
    const total = { count: visibleRows(asked).filter(readCriteria(asked, params)).length };
    // Documented both bare and inside `data`; the oldest versions here answer bare, so that clients meet both.
    return Number(asked.version) < 15 ? total : { data: total };
  }
  const render = readFields(asked, params);
  if (what !== undefined) return { data: render(visibleRow(asked, what)) };
  throw new ApiError(400, 'you must specify an action');
}
