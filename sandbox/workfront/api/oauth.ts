import { verify, type KeyObject } from 'node:crypto';

import * as z from 'zod';

import { parseJson } from '../../shared/json.ts';
import type { Access } from './access.ts';
import type { Call, Reply } from './call.ts';
import type { Credentials } from './credentials.ts';

const claimsShape = z.object({ iss: z.string(), sub: z.string(), exp: z.number() });
const headerShape = z.object({ alg: z.literal('RS256') });

/** The greatest life of a JWT: the documentation wants "minutes". */
const greatestJwtSeconds = 300;

/** One value of a form; empty when it is not there. */
function field(call: Call, name: string): string {
  return call.form.get(name)?.[0] ?? '';
}

function refusal(statusCode: number, type: string, message: string): Reply {
  return { status: statusCode, body: { statusCode, error: true, type, message } };
}

/**
 * Exchanges a signed JWT for a session. Source: AdobeDocs/workfront.en, wf-api/api/oauth-app-jwt-flow.md; the
 * token goes into the `sessionID` header afterwards.
 */
export function exchangeJwt(
  call: Call,
  jwt: Credentials['jwt'],
  key: () => KeyObject,
  access: Access,
  now: Date,
): Reply {
  if (call.method !== 'POST') return refusal(405, 'MethodNotAllowed', 'Use POST');
  if (field(call, 'client_id') !== jwt.clientId || field(call, 'client_secret') !== jwt.clientSecret) {
    return refusal(401, 'InvalidClient', 'Client authentication failed');
  }
  const fault = jwtFault(field(call, 'jwt_token'), jwt, key(), now);
  if (fault !== undefined) return refusal(400, 'InvalidJwt', fault);
  return { status: 200, body: { access_token: access.openSession(), token_type: 'sessionID' } };
}

function decode<T>(part: string, shape: z.ZodType<T>): T | undefined {
  return shape.safeParse(parseJson(Buffer.from(part, 'base64url').toString())).data;
}

function jwtFault(token: string, jwt: Credentials['jwt'], key: KeyObject, now: Date): string | undefined {
  const [header = '', payload = '', signature = ''] = token.split('.');
  if (decode(header, headerShape) === undefined) return 'The JWT is not signed with RS256';
  const signed = Buffer.from(`${header}.${payload}`);
  if (!verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url')))
    return 'The signature is wrong';
  const claims = decode(payload, claimsShape);
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
export function giveImsToken(call: Call, ims: Credentials['ims'], access: Access, seconds: number): Reply {
  if (call.method !== 'POST') return imsRefusal(405, 'method_not_allowed');
  if (field(call, 'grant_type') !== 'client_credentials') return imsRefusal(400, 'unsupported_grant_type');
  if (field(call, 'client_id') !== ims.clientId || field(call, 'client_secret') !== ims.clientSecret) {
    return imsRefusal(401, 'invalid_client');
  }
  const known = ims.scopes.split(',');
  const asked = field(call, 'scope').split(/[\s,]+/);
  if (!asked.every((scope) => known.includes(scope))) return imsRefusal(400, 'invalid_scope');
  const token = access.openBearerToken(seconds);
  return { status: 200, body: { access_token: token, token_type: 'bearer', expires_in: seconds } };
}
