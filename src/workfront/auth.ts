import { createPrivateKey } from 'node:crypto';

import { SignJWT } from 'jose';
import { z } from 'zod';

import { type Answer, errorFromAnswer, isSuccess, WorkfrontError } from './errors.ts';
import type { HttpRequest, Transport } from './transport.ts';

/** How to log in. `ims` is what Adobe recommends; `password` works nowhere that Adobe documents any more. */
export type WorkfrontAuth =
  | { readonly method: 'api-key'; readonly apiKey: string }
  | {
      readonly method: 'ims';
      readonly clientId: string;
      readonly clientSecret: string;
      /** `…@AdobeOrg`. */
      readonly orgId: string;
      /** As the Developer Console shows them, separated by commas. */
      readonly scopes: string;
      readonly tokenUrl: string;
    }
  | {
      readonly method: 'jwt';
      readonly customerId: string;
      readonly userId: string;
      readonly clientId: string;
      readonly clientSecret: string;
      /** PEM. */
      readonly privateKey: string;
    }
  | { readonly method: 'password'; readonly username: string; readonly password: string };

/** A log-in that was accepted: the headers it gives, and when to log in again (null: when refused). */
export type Session = {
  readonly headers: Readonly<Record<string, string>>;
  readonly renewAt: Date | null;
};

type LogInContext = {
  readonly apiVersion: string;
  readonly workfront: Transport;
  /** To the origin of `tokenUrl`; only `ims` uses it. */
  readonly ims: Transport;
  readonly now: () => Date;
};

/** Logs in anew; `deadline` is on the clock of `performance.now()`. @throws WorkfrontError `unauthenticated` */
export type LogIn = (deadline: number) => Promise<Session>;

const form = { 'content-type': 'application/x-www-form-urlencoded' };
/** What can stand in a header: with anything else in it no request would ever leave. */
const headerText = z.string().regex(/^[\x21-\x7E]+$/);
const tokenBody = z.object({ access_token: headerText, expires_in: z.number().positive().optional() });
const apiKeyBody = z.object({ data: z.object({ result: headerText.or(z.literal('')).nullish() }) });

type JwtAuth = Extract<WorkfrontAuth, { method: 'jwt' }>;

const jwtPath = '/integrations/oauth2/api/v1/jwt/exchange';

/** The way in that the configuration names; each call of it sends one log-in. */
export function createLogIn(auth: WorkfrontAuth, context: LogInContext): LogIn {
  switch (auth.method) {
    case 'api-key':
      return async () => ({ headers: { apiKey: auth.apiKey }, renewAt: null });
    case 'ims':
      return imsLogin(auth, context);
    case 'jwt':
      return jwtLogin(auth, context);
    case 'password':
      return passwordLogin(auth, context);
    default:
      return auth satisfies never;
  }
}

async function post<T>(
  transport: Transport,
  request: HttpRequest,
  body: z.ZodType<T>,
  deadline: number,
): Promise<T> {
  const answer = await transport.send(request, deadline);
  if (!isSuccess(answer)) throw logInError(answer, request);
  const parsed = body.safeParse(answer.json);
  if (parsed.success) return parsed.data;
  throw new WorkfrontError('misconfigured', 'The log-in was answered with something else than a token', {
    request: `${request.method} ${request.path}`,
    status: answer.status,
  });
}

/** A log-in is refused with 400 as well as 401, and its message may repeat what was sent. */
function logInError(answer: Answer, request: HttpRequest): WorkfrontError {
  const { status, retryAfterMs } = answer;
  const refused = [400, 403, 422].includes(status) && answer.json !== undefined;
  if (!refused) return errorFromAnswer(answer, request);
  const name = `${request.method} ${request.path}`;
  return new WorkfrontError('unauthenticated', 'The log-in was refused', {
    request: name,
    status,
    retryAfterMs,
  });
}

/** Five minutes before the end, or at half the time of a short-lived token. */
function renewalTime(now: Date, expiresInSeconds: number | undefined): Date | null {
  if (expiresInSeconds === undefined) return null;
  const usable = Math.max(expiresInSeconds - 300, expiresInSeconds / 2);
  return new Date(now.getTime() + usable * 1000);
}

/** @see https://developer.adobe.com/workfront-apis/guides/gaining-access/ */
function imsLogin(auth: Extract<WorkfrontAuth, { method: 'ims' }>, context: LogInContext): LogIn {
  return async (deadline) => {
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: auth.clientId,
      client_secret: auth.clientSecret,
      scope: auth.scopes,
    });
    const request = {
      method: 'POST',
      path: new URL(auth.tokenUrl).pathname,
      headers: form,
      body: body.toString(),
      isWrite: false,
    } as const;
    const token = await post(context.ims, request, tokenBody, deadline);
    return {
      headers: { authorization: `Bearer ${token.access_token}`, 'x-gw-ims-org-id': auth.orgId },
      renewAt: renewalTime(context.now(), token.expires_in),
    };
  };
}

async function signAssertion(auth: JwtAuth, now: Date): Promise<string> {
  try {
    const seconds = Math.floor(now.getTime() / 1000);
    return await new SignJWT()
      .setProtectedHeader({ alg: 'RS256' })
      .setIssuer(auth.customerId)
      .setSubject(auth.userId)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + 180)
      .sign(createPrivateKey(auth.privateKey));
  } catch (cause) {
    throw new WorkfrontError('misconfigured', 'The private key cannot sign', {
      request: `POST ${jwtPath}`,
      cause,
    });
  }
}

/** @see https://experienceleague.adobe.com/en/docs/workfront/using/adobe-workfront-api/api-notes/oauth-app-jwt-flow */
function jwtLogin(auth: JwtAuth, context: LogInContext): LogIn {
  return async (deadline) => {
    const body = new URLSearchParams({
      client_id: auth.clientId,
      client_secret: auth.clientSecret,
      jwt_token: await signAssertion(auth, context.now()),
    });
    const request = {
      method: 'POST',
      path: jwtPath,
      headers: form,
      body: body.toString(),
      isWrite: false,
    } as const;
    const token = await post(context.workfront, request, tokenBody, deadline);
    return {
      headers: { sessionID: token.access_token },
      renewAt: renewalTime(context.now(), token.expires_in),
    };
  };
}

/**
 * A user has one key, and a new one ends all that use the old one: so it is asked for first, as Workfront's
 * own client does, and made only where there is none. Adobe's recipe has the password in the query; nothing
 * here ever repeats a query.
 * @see https://experienceleague.adobe.com/en/docs/workfront/using/adobe-workfront-api/api-general-information/deactivate-user-api
 * @see https://github.com/Workfront/workfront-api src/Api.ts, getApiKey
 */
function passwordLogin(auth: Extract<WorkfrontAuth, { method: 'password' }>, context: LogInContext): LogIn {
  async function keyBy(action: 'getApiKey' | 'generateApiKey', deadline: number): Promise<string> {
    const { username, password } = auth;
    const query = new URLSearchParams({ action, username, password, method: 'PUT' });
    const path = `/attask/api/v${context.apiVersion}/user`;
    const request = { method: 'PUT', path, query, headers: {}, isWrite: false } as const;
    const { data } = await post(context.workfront, request, apiKeyBody, deadline);
    return data.result ?? '';
  }
  return async (deadline) => {
    const apiKey = (await keyBy('getApiKey', deadline)) || (await keyBy('generateApiKey', deadline));
    if (apiKey !== '') return { headers: { apiKey }, renewAt: null };
    throw new WorkfrontError('unauthenticated', 'Workfront gave no API key', { request: 'PUT /user' });
  };
}
