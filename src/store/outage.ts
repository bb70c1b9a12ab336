import { StoreUnavailable } from '../requests/errors.ts';
import type { StoreLog } from './database.ts';

const everyMs = 60_000;

/**
 * What Node says when a connection cannot be made or breaks, and PostgreSQL when it takes no more of them, ends, or
 * is only starting (https://www.postgresql.org/docs/current/errcodes-appendix.html, classes 08 and 57P), or when its
 * disk is full (53100).
 */
const codes =
  /^(?:ECONN(?:REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOENT|08...|57P0[1235]|53[13]00)$/;

/** pg's own words for the same; these errors have no code. */
const words =
  /^(?:Connection terminated|timeout (?:exceeded when trying|expired)|Client has encountered a connection error|Client was closed)/;

/**
 * The error of a database driver, as StoreUnavailable where it tells that the database could not be reached. pg-boss
 * gives its errors on as objects that are none.
 */
export function readOutage(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || error instanceof StoreUnavailable) return error;
  const message = 'message' in error ? String(error.message) : '';
  const isOutage = words.test(message) || ('code' in error && codes.test(String(error.code)));
  return isOutage ? new StoreUnavailable({ cause: error }) : error;
}

/** Does it. @throws StoreUnavailable in place of whatever tells that the database is away. */
export async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw readOutage(error);
  }
}

/**
 * A log that tells once a minute that the database is away, however many things fail of it meanwhile, and leaves
 * everything else as it is. `now` counts milliseconds.
 */
export function tellOutagesOnce(log: StoreLog, now: () => number = () => performance.now()): StoreLog {
  let toldAt = Number.NEGATIVE_INFINITY;
  let untold = 0;
  const tell = (level: 'warn' | 'error') => (fields: object, message: string) => {
    if (!('err' in fields && fields.err instanceof StoreUnavailable)) return log[level](fields, message);
    untold += 1;
    if (now() - toldAt < everyMs) return;
    log.error(
      { err: fields.err, failures: untold },
      'the database is away; what failed is tried again, and this is told once a minute',
    );
    toldAt = now();
    untold = 0;
  };
  return { info: (fields, message) => log.info(fields, message), warn: tell('warn'), error: tell('error') };
}
