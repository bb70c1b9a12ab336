import { createPrivateKey } from 'node:crypto';

import { SignJWT } from 'jose';
import { z } from 'zod';

import { type Answer, errorFromAnswer, isSuccess, WorkfrontError } from './errors.ts';
import type { HttpRequest, Transport } from './transport.ts';

/** How to log in. `ims` is what Adobe recommends; `password` works only where Adobe has not switched it off. */
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

export type Sessions = {
  /** The session to use now; logs in when there is none or it is about to end. */
  current(deadline: number): Promise<Session>;
  /** A session to use instead of one that was refused; null when a new log-in cannot differ. */
  replace(refused: Session, deadline: number): Promise<Session | null>;
};

type LoginContext = {
  readonly apiVersion: string;
  readonly workfront: Transport;
  /** To the origin of `tokenUrl`; only `ims` uses it. */
  readonly ims: Transport;
  readonly now: () => Date;
};

type LogIn = (deadline: number) => Promise<Session>;

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const tokenBody = z.object({ access_token: z.string().min(1), expires_in: z.number().positive().optional() });
const apiKeyBody = z.object({ data: z.object({ result: z.string().min(1) }) });

async function post<T>(
  transport: Transport,
  request: HttpRequest,
  body: z.ZodType<T>,
  deadline: number,
): Promise<T> {
  const name = `${request.method} ${request.path}`;
  const answer = await transport.send(request, deadline);
  if (!isSuccess(answer)) throw loginError(answer, name);
  const parsed = body.safeParse(answer.json);
  if (parsed.success) return parsed.data;
  throw new WorkfrontError('misconfigured', 'The log-in was answered with something else than a token', {
    request: name,
    status: answer.status,
  });
}

/** A log-in is refused with 400 as well as 401, and its message may repeat what was sent. */
function loginError(answer: Answer, request: string): WorkfrontError {
  const { status, retryAfterMs } = answer;
  const refused = [400, 403, 422].includes(status) && answer.json !== undefined;
  return refused
    ? new WorkfrontError('unauthenticated', 'The log-in was refused', { request, status, retryAfterMs })
    : errorFromAnswer(answer, request, { isWrite: false, secrets: [] });
}

/** Five minutes before the end, or at half the time of a short-lived token. */
function renewalTime(now: Date, expiresInSeconds: number | undefined): Date | null {
  if (expiresInSeconds === undefined) return null;
  const usable = Math.max(expiresInSeconds - 300, expiresInSeconds / 2);
  return new Date(now.getTime() + usable * 1000);
}

/** @see https://developer.adobe.com/workfront-apis/guides/gaining-access/ */
function imsLogin(auth: Extract<WorkfrontAuth, { method: 'ims' }>, context: LoginContext): LogIn {
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

type JwtAuth = Extract<WorkfrontAuth, { method: 'jwt' }>;

const jwtPath = '/integrations/oauth2/api/v1/jwt/exchange';

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
function jwtLogin(auth: JwtAuth, context: LoginContext): LogIn {
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
 * Adobe's recipe has the password in the query; nothing here ever repeats a query.
 * @see https://experienceleague.adobe.com/en/docs/workfront/using/adobe-workfront-api/api-general-information/deactivate-user-api
 */
function passwordLogin(auth: Extract<WorkfrontAuth, { method: 'password' }>, context: LoginContext): LogIn {
  return async (deadline) => {
    const query = new URLSearchParams({
      action: 'generateApiKey',
      username: auth.username,
      password: auth.password,
      method: 'PUT',
    });
    const path = `/attask/api/v${context.apiVersion}/user`;
    const request = { method: 'PUT', path, query, headers: {}, isWrite: false } as const;
    const { data } = await post(context.workfront, request, apiKeyBody, deadline);
    return { headers: { apiKey: data.result }, renewAt: null };
  };
}

function loginFor(auth: Exclude<WorkfrontAuth, { method: 'api-key' }>, context: LoginContext): LogIn {
  switch (auth.method) {
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

/** Keeps one session for all callers. However many need a new one at once, one log-in is sent. */
export function createSessions(auth: WorkfrontAuth, context: LoginContext): Sessions {
  if (auth.method === 'api-key') {
    const session = { headers: { apiKey: auth.apiKey }, renewAt: null };
    return { current: () => Promise.resolve(session), replace: () => Promise.resolve(null) };
  }
  const logIn = loginFor(auth, context);
  let held: Session | null = null;
  let underWay: Promise<Session> | null = null;

  async function renew(deadline: number): Promise<Session> {
    try {
      held = await logIn(deadline);
      return held;
    } finally {
      underWay = null;
    }
  }

  function current(deadline: number): Promise<Session> {
    const ends = held?.renewAt ?? null;
    if (held !== null && (ends === null || context.now() < ends)) return Promise.resolve(held);
    underWay ??= renew(deadline);
    return underWay;
  }

  return {
    current,
    replace(refused, deadline) {
      // Another caller may have replaced it while this one waited for its refusal.
      if (held === refused) held = null;
      return current(deadline);
    },
  };
}
