import { format } from 'node:util';

import { type Logger as BoltLogger, LogLevel as BoltLevel } from '@slack/bolt';
import { type DestinationStream, type Logger, pino } from 'pino';

/** The least important lines that are written. */
export type Level = 'debug' | 'info' | 'warn' | 'error';
export type Log = Logger;

const redacted = '[redacted]';
const secretName = /(?:token|secret|key|password|authorization|cookie|session_?id|response_?url)$/i;
/** Slack tokens, the addresses that answer a command, and socket addresses, which hold a ticket. */
const secretText =
  /\bx(?:ox[a-z]|app)-[\w.-]+|https:\/\/hooks\.slack(?:-gov)?\.com\/[^\s"\\]+|\bwss?:\/\/[^\s"\\]+/g;

const boltLevels: Readonly<Record<string, BoltLevel>> = {
  debug: BoltLevel.DEBUG,
  info: BoltLevel.INFO,
  warn: BoltLevel.WARN,
  error: BoltLevel.ERROR,
};

/**
 * A logger that writes one JSON object a line, to stdout unless `stream` is given. Values are hidden by
 * the end of their name (`botToken`, `api_key`), at any depth, and tokens also inside text.
 */
export function createLog(level: Level, stream?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (entry: object) => withoutSecrets(entry),
    },
    // Errors have been described by then, at any depth; pino's own would describe the description.
    serializers: { err: (described: unknown) => described },
    hooks: { streamWrite: (line: string) => line.replaceAll(secretText, redacted) },
  };
  return stream ? pino(options, stream) : pino(options);
}

/** The same logger in the form that Bolt takes; its level is ours and cannot be set by Bolt. */
export function boltLogger(log: Log): BoltLogger {
  const write =
    (level: Level) =>
    (...parts: unknown[]): void => {
      const err = parts.find((part) => part instanceof Error);
      const words = parts.map((part) => (part instanceof Error ? part.message : clean(part, [])));
      log[level]({ from: 'bolt', ...(err && { err }) }, format(...words));
    };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    setLevel: () => {},
    getLevel: () => boltLevels[log.level] ?? BoltLevel.INFO,
    setName: () => {},
  };
}

/** Objects and arrays are copied; an object that refers to itself is cut where it does. */
function withoutSecrets(value: object, above: readonly object[] = []): Record<string, unknown> {
  const path = [...above, value];
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      secretName.test(name) && part !== null ? redacted : clean(part, path),
    ]),
  );
}

function clean(value: unknown, path: readonly object[]): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (path.includes(value) || path.length > 8) return '[cut]';
  if (Array.isArray(value)) return value.map((part) => clean(part, [...path, value]));
  return value instanceof Error ? describeError(value, [...path, value]) : withoutSecrets(value, path);
}

/**
 * Only what is known to be safe: errors of HTTP clients carry requests and answers, with their secrets. The
 * stack of a failure outside, which is tried again, would fill the log and say nothing.
 */
function describeError(error: Error, path: readonly object[]): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  const known = ['code', 'status', 'statusCode', 'request', 'detail', 'retryAfterMs'].flatMap((key) => {
    const value: unknown = Reflect.get(error, key);
    return typeof value === 'string' || typeof value === 'number' ? [[key, value] as const] : [];
  });
  return {
    type: name,
    message,
    ...Object.fromEntries(known),
    ...(!path.some(isFromOutside) && { stack }),
    ...(cause !== undefined && { cause: clean(cause, path) }),
  };
}

function isFromOutside(value: object): boolean {
  return Reflect.get(value, 'isFromOutside') === true;
}
