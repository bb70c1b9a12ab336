import { WorkfrontFailure } from '../requests/errors.ts';
import type { WorkfrontAuth } from './auth.ts';
import type { WorkfrontConnection } from './workfront.ts';

/** One thing about Workfront, as the start and `npm run doctor` both look at it. */
export type WorkfrontFinding = {
  readonly about: string;
  /** `problem`: the bot would not start. */
  readonly state: 'ok' | 'warning' | 'problem';
  /** What was found and, unless all is well, what to do; without a full stop. */
  readonly says: string;
};

export type WorkfrontCheck = {
  readonly findings: readonly WorkfrontFinding[];
  /** Why nothing could be found out for now; null: Workfront answered. */
  readonly away: WorkfrontFailure | null;
};

/**
 * Log-in, address, version and fields, and whether the API's user is an administrator. Changes nothing.
 * @throws nothing of Workfront's doing.
 */
export async function checkWorkfront(
  connection: Pick<WorkfrontConnection, 'check'>,
  { auth, apiVersion }: { readonly auth: WorkfrontAuth; readonly apiVersion: string },
): Promise<WorkfrontCheck & { readonly user: { readonly id: string; readonly isAdmin: boolean } | null }> {
  const about = 'Workfront log-in';
  try {
    const { userId, isAdmin, apiVersions } = await connection.check();
    const speaks = apiVersions.length > 0 ? `; it speaks up to ${apiVersions.at(-1)}` : '';
    const says = `${auth.method}, version ${apiVersion}${speaks}`;
    return {
      findings: [{ about, state: 'ok', says }],
      away: null,
      user: { id: userId, isAdmin },
    };
  } catch (error) {
    if (!(error instanceof WorkfrontFailure)) throw error;
    const todo = whatToDo[error.code];
    if (todo === undefined) return { findings: [], away: error, user: null };
    const says = `${error.message}. ${todo}`;
    return { findings: [{ about, state: 'problem', says }], away: null, user: null };
  }
}

/** Of what waiting does not mend. */
const whatToDo: Readonly<Partial<Record<WorkfrontFailure['code'], string>>> = {
  blocked: "Add this machine's address to Workfront's IP allow-list, or look at the proxy in between",
  unauthenticated: 'Check WORKFRONT_AUTH and what belongs to it',
  forbidden: 'Give the user that the bot works as the rights that README.md names',
  misconfigured: 'Check WORKFRONT_URL, WORKFRONT_API_VERSION and what belongs to it',
};

/** What the API's user sees and may change, as far as that can be told without a change. @throws WorkfrontFailure */
export async function checkRights(
  connection: Pick<WorkfrontConnection, 'get' | 'findByName'>,
  { id, isAdmin }: { readonly id: string; readonly isAdmin: boolean },
): Promise<WorkfrontFinding> {
  const about = 'Workfront rights';
  if (isAdmin) return { about, state: 'ok', says: 'a system administrator: sees and may change everybody' };
  const own = await connection.get(id);
  const level = own?.accessLevel ?? 'unknown';
  const seen = await connection.findByName(['e'], 2);
  const todo = 'It needs Users: Edit with Create and User Admin (All Users), or to be a system administrator';
  if (seen.length < 2) {
    const says = `the API user (access level ${level}) sees hardly anybody. ${todo}`;
    return { about, state: 'problem', says };
  }
  const says = `the API user (access level ${level}) is no system administrator; whether it may change everybody shows only when it does. ${todo}`;
  return { about, state: 'warning', says };
}

/** Which kinds of what people hold this Workfront shows; what it refuses is left out from then on. @throws WorkfrontFailure */
export async function checkKinds(
  connection: Pick<WorkfrontConnection, 'checkKinds'>,
): Promise<readonly WorkfrontFinding[]> {
  const about = 'what people hold';
  const refused = await connection.checkKinds();
  if (refused.length === 0) return [{ about, state: 'ok', says: 'Workfront shows every kind' }];
  return refused.map(({ kind, words }): WorkfrontFinding => {
    const says = `Workfront does not know how to show ${kind.replaceAll('_', ' ')} (${words}), so cards say nothing of them`;
    return { about, state: 'warning', says };
  });
}
