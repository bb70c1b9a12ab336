import { createPublicKey, verify } from 'node:crypto';

import * as z from 'zod';

import { parseJson } from '../../shared/json.ts';
import { ApiError } from '../errors.ts';
import { named } from '../records/named.ts';
import type { Heard, Tenant } from '../tenant.ts';
import { randomHex, type Credentials } from './access.ts';
import type { Call, Reply } from './call.ts';

const claimsShape = z.object({ iss: z.string(), sub: z.string(), exp: z.number() });
const headerShape = z.object({ alg: z.literal('RS256') });

/** The greatest life of a JWT: the documentation wants "minutes". */
const greatestJwtSeconds = 300;

function refusal(statusCode: number, type: string, message: string): Reply {
  return { status: statusCode, body: { statusCode, error: true, type, message } };
}

function isClient({ form }: Call, { clientId, clientSecret }: Credentials['ims' | 'jwt']): boolean {
  return form.get('client_id') === clientId && form.get('client_secret') === clientSecret;
}

/**
 * Exchanges a signed JWT for a session. Source: AdobeDocs/workfront.en, wf-api/api/oauth-app-jwt-flow.md; the
 * token goes into the `sessionID` header afterwards.
 */
export function exchangeJwt(call: Call, { access, now }: Tenant): Reply {
  if (call.method !== 'POST') return refusal(405, 'MethodNotAllowed', 'Use POST');
  if (!isClient(call, access.credentials.jwt))
    return refusal(401, 'InvalidClient', 'Client authentication failed');
  const fault = jwtFault(call.form.get('jwt_token') ?? '', access.credentials.jwt, now());
  if (fault !== undefined) return refusal(400, 'InvalidJwt', fault);
  return { status: 200, body: { access_token: access.openSession(), token_type: 'sessionID' } };
}

function jwtFault(token: string, jwt: Credentials['jwt'], now: Date): string | undefined {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const [head, claimed] = [header, payload].map((part) =>
    parseJson(Buffer.from(part, 'base64url').toString()),
  );
  if (!headerShape.safeParse(head).success) return 'The JWT is not signed with RS256';
  const signed = Buffer.from(`${header}.${payload}`);
  if (!verify('RSA-SHA256', signed, createPublicKey(jwt.privateKey), Buffer.from(signature, 'base64url')))
    return 'The signature is wrong';
  const { data: claims } = claimsShape.safeParse(claimed);
  if (claims === undefined) return 'The claims iss, sub and exp are needed';
  if (claims.iss !== jwt.customerId) return 'iss is not the customer ID';
  if (claims.sub !== jwt.userId) return 'sub is not the Workfront user ID';
  const left = claims.exp - now.getTime() / 1000;
  if (left <= 0) return 'The JWT has expired';
  return left > greatestJwtSeconds ? 'exp is too far away' : undefined;
}

function imsRefusal(status: number, error: string): Reply {
  return { status, body: { error } };
}

/**
 * Adobe's token endpoint for server-to-server credentials: POST, form-encoded.
 * Source: AdobeDocs/workfront-apis, guides/gaining-access.
 */
export function giveImsToken(call: Call, { access, tokenSeconds }: Tenant): Reply {
  const { ims } = access.credentials;
  if (call.method !== 'POST') return imsRefusal(405, 'method_not_allowed');
  if (call.form.get('grant_type') !== 'client_credentials') return imsRefusal(400, 'unsupported_grant_type');
  if (!isClient(call, ims)) return imsRefusal(401, 'invalid_client');
  const known = ims.scopes.split(',');
  const asked = (call.form.get('scope') ?? '').split(/[\s,]+/);
  if (!asked.every((scope) => known.includes(scope))) return imsRefusal(400, 'invalid_scope');
  const access_token = access.openBearerToken(tokenSeconds);
  return { status: 200, body: { access_token, token_type: 'bearer', expires_in: tokenSeconds } };
}

/** What `/session` and `/login` tell about the caller. */
export function sessionData(sessionID: string, { rights, access, versions, habits, version }: Heard) {
  const { customerId } = access.credentials.jwt;
  const names = versions.map((one) => `v${one}`);
  const apiVersions = Object.fromEntries(names.map((name) => [name, `/attask/api/${name}`]));
  return {
    sessionID,
    userID: named.apiUser,
    isAdmin: rights.isAdmin,
    customerID: customerId,
    versionInformation:
      habits.versions === 'texts'
        ? { currentAPI: `v${version}`, apiVersions: names }
        : { currentAPI: Math.floor(Number(version)), apiVersions },
  };
}

function demandPassword({ access, call }: Heard): void {
  if (access.passwordFits(call.params)) return;
  throw new ApiError(401, "That username/password combination wasn't quite right. Please try again.");
}

/** The legacy log-in with username and password, by address or form. */
export function logIn(heard: Heard): object {
  demandPassword(heard);
  return sessionData(heard.access.openSession(), heard);
}

/** What becomes of the key in force; undefined for an action that there is not. */
const keyActions: Readonly<Record<string, (key: string) => string>> = {
  generateApiKey: randomHex,
  getApiKey: (key) => key,
  clearApiKey: () => '',
};

/**
 * The legacy actions on the caller's own API key, with username and password or from within a session; undefined
 * for any other action. The action stands in the path or in the parameter `action`. Source: AdobeDocs/workfront.en, wf-api/general/deactivate-user-api.md.
 */
export function keyAction(action: string, heard: Heard): object | undefined {
  const { access, call } = heard;
  const act = keyActions[action];
  if (act === undefined) return undefined;
  if (call.method !== 'PUT') throw new ApiError(400, 'you must specify an action');
  if (call.params.has('username') || call.params.has('password')) demandPassword(heard);
  else access.authenticate(call);
  access.setApiKey(act(access.apiKey()));
  return { result: access.apiKey() };
}
