import { ApiError } from '../errors.ts';
import type { Habits } from '../habits.ts';
import { named } from '../records/named.ts';
import type { Access, Rights } from './access.ts';
import type { Call } from './call.ts';
import { randomHex } from './credentials.ts';

type SessionFacts = {
  readonly rights: Rights;
  readonly customerId: string;
  /** Such as `22.0`. */
  readonly version: string;
  readonly versions: readonly string[];
  readonly habits: () => Habits;
};

/** What `/session` and `/login` tell about the caller. */
export function sessionData(sessionID: string, facts: SessionFacts): object {
  const { rights, customerId, version, versions, habits } = facts;
  const names = versions.map((one) => `v${one}`);
  const asTexts = { currentAPI: `v${version}`, apiVersions: names };
  const apiVersions = Object.fromEntries(names.map((name) => [name, `/attask/api/${name}`]));
  const asDocumented = { currentAPI: Math.floor(Number(version)), apiVersions };
  return {
    sessionID,
    userID: named.apiUser,
    isAdmin: rights.isAdmin,
    customerID: customerId,
    tenantID: customerId,
    timeZone: 'America/Denver',
    locale: 'en_US',
    versionInformation: habits().versions === 'texts' ? asTexts : asDocumented,
  };
}

function demandPassword(call: Call, access: Access): void {
  const { params } = call;
  if (access.passwordFits(params.get('username')?.[0], params.get('password')?.[0])) return;
  throw new ApiError(401, "That username/password combination wasn't quite right. Please try again.");
}

/** The legacy log-in with username and password, by address or form. */
export function logIn(call: Call, access: Access, facts: SessionFacts): object {
  demandPassword(call, access);
  return sessionData(access.openSession(), facts);
}

const keyActions: Readonly<Record<string, (access: Access) => string>> = {
  generateApiKey(access) {
    access.setApiKey(randomHex());
    return access.apiKey();
  },
  getApiKey: (access) => access.apiKey(),
  clearApiKey(access) {
    access.setApiKey('');
    return '';
  },
};

/**
 * The legacy actions on the caller's own API key, with username and password or from within a session; undefined
 * for any other action. The action stands in the path or in the parameter `action`. Source: AdobeDocs/workfront.en, wf-api/general/deactivate-user-api.md.
 */
export function keyAction(action: string, call: Call, access: Access): object | undefined {
  const act = keyActions[action];
  if (act === undefined) return undefined;
  if (call.method !== 'PUT') throw new ApiError(400, 'you must specify an action');
  if (call.params.has('username') || call.params.has('password')) demandPassword(call, access);
  else access.authenticate(call);
  return { result: act(access) };
}
