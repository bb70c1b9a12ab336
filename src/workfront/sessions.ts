import type { LogIn, Session } from './auth.ts';
import { WorkfrontError } from './errors.ts';
import type { Timing } from './transport.ts';

/** A credential that Workfront or Adobe refused, while it is not tried again. */
export type LogInRefusal = { readonly message: string; readonly nextTryInMs: number };

export type Sessions = {
  /**
   * The session to use now; logs in when there is none or it is about to end.
   * @throws WorkfrontError `unauthenticated` at once, with nothing sent, while a refusal is waited out.
   */
  current(deadline: number): Promise<Session>;
  /** A session to use instead of one that was refused; null when a new log-in cannot differ. */
  replace(refused: Session, deadline: number): Promise<Session | null>;
  /** A call with this session was let in. */
  accepted(session: Session): void;
  /** A call with this session was refused, and no other is to be had. */
  refused(session: Session, error: WorkfrontError): void;
  lastRefusal(): LogInRefusal | null;
};

type Options = {
  /** False for a credential that is used as it is. */
  readonly renewable: boolean;
  readonly timing: Pick<Timing, 'firstRefusalPause' | 'longestRefusalPause'>;
  readonly now: () => Date;
};

/** `until` is on the clock of `performance.now()`, which nobody sets. */
type Pause = { readonly error: WorkfrontError; readonly length: number; until: number };

/**
 * Keeps one session for all callers. However many need a new one at once, one log-in is sent; and one that
 * was refused is repeated with growing pauses only, so that no account is locked by the bot's trying.
 */
export function createSessions(logIn: LogIn, { renewable, timing, now }: Options): Sessions {
  let held: Session | null = null;
  let underWay: Promise<Session> | null = null;
  let pause: Pause | null = null;

  async function renew(deadline: number): Promise<Session> {
    try {
      held = await logIn(deadline);
      return held;
    } catch (error) {
      if (error instanceof WorkfrontError && error.code === 'unauthenticated') {
        pause = pauseAfter(error, pause, timing);
      }
      throw error;
    } finally {
      underWay = null;
    }
  }

  function usable(deadline: number): Promise<Session> {
    const ends = held?.renewAt ?? null;
    if (held !== null && (ends === null || now() < ends)) return Promise.resolve(held);
    underWay ??= renew(deadline);
    return underWay;
  }

  return {
    async current(deadline) {
      if (pause !== null) {
        if (performance.now() < pause.until) throw stillRefused(pause);
        // This caller tries; whoever comes meanwhile is told what is known.
        pause.until = performance.now() + pause.length;
      }
      return usable(deadline);
    },
    async replace(refused, deadline) {
      if (!renewable) return null;
      // Another caller may have replaced it while this one waited for its refusal.
      if (held === refused) held = null;
      return usable(deadline);
    },
    accepted(session) {
      if (session === held) pause = null;
    },
    refused(session, error) {
      if (session !== held) return;
      held = null;
      pause = pauseAfter(error, pause, timing);
    },
    lastRefusal() {
      if (pause === null) return null;
      const { message, retryAfterMs } = stillRefused(pause);
      return { message, nextTryInMs: retryAfterMs ?? 0 };
    },
  };
}

function pauseAfter(error: WorkfrontError, before: Pause | null, timing: Options['timing']): Pause {
  const length = before ? Math.min(before.length * 2, timing.longestRefusalPause) : timing.firstRefusalPause;
  return { error, length, until: performance.now() + length };
}

function stillRefused({ error, until }: Pause): WorkfrontError {
  const left = Math.max(0, until - performance.now());
  const what = `The log-in was refused; it is tried again in ${Math.ceil(left / 1000)} seconds`;
  const { request, status } = error;
  return new WorkfrontError('unauthenticated', what, { request, status, retryAfterMs: left, cause: error });
}
