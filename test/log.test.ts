import { describe, expect, test } from 'vitest';

import { boltLogger, createLog, type Level } from '../src/log.ts';

/** A log and the lines that it wrote. */
function recorded(level: Level = 'debug') {
  const lines: string[] = [];
  const log = createLog(level, { write: (line) => void lines.push(line) });
  return { log, lines, last: (): unknown => JSON.parse(lines.at(-1) ?? 'null') };
}

test('a line is one JSON object with level, time and message', () => {
  const { log, lines, last } = recorded();
  log.info({ requestId: 'r_1' }, 'approved');
  expect(lines).toHaveLength(1);
  expect(last()).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    requestId: 'r_1',
    msg: 'approved',
  });
});

test('lines below the level are not written', () => {
  const { log, lines } = recorded('warn');
  log.info('no');
  log.warn('yes');
  expect(lines).toHaveLength(1);
});

test.each([
  'token',
  'botToken',
  'client_secret',
  'apiKey',
  'api_key',
  'password',
  'authorization',
  'Authorization',
])('a value named %s is hidden, however deep it stands', (name) => {
  const { log, lines } = recorded();
  log.info({ [name]: 'hunter2', list: [{ deep: { [name]: { inner: 'hunter2' } } }] }, 'x');
  expect(lines[0]).not.toContain('hunter2');
  expect(lines[0]?.split('[redacted]')).toHaveLength(3);
});

test.each(['responseUrl', 'response_url', 'sessionID', 'cookie'])('a value named %s is hidden', (name) => {
  const { log, last } = recorded();
  log.info({ [name]: 'hunter2' }, 'x');
  expect(last()).toMatchObject({ [name]: '[redacted]' });
});

test('tokens and private addresses are hidden inside text too', () => {
  const { log, lines } = recorded();
  const secrets = [
    'xoxb-1-abc',
    'xapp-1-A-b',
    'https://hooks.slack.com/commands/T1/2/ab',
    'https://hooks.slack-gov.com/commands/T1/2/ab',
    'wss://a.slack.com/?ticket=1',
  ];
  for (const secret of secrets) log.error(new Error(`it failed: ${secret} "quoted"`), secret);
  expect(secrets.filter((secret) => lines.join('').includes(secret))).toEqual([]);
  expect(lines.map((line) => JSON.parse(line))).toHaveLength(secrets.length);
});

test('an object that refers to itself is written', () => {
  const { log, last } = recorded();
  const loop: Record<string, unknown> = { name: 'a' };
  loop.self = loop;
  log.info({ loop }, 'x');
  expect(last()).toMatchObject({ loop: { name: 'a', self: '[cut]' } });
});

describe('an error', () => {
  class HttpError extends Error {
    override readonly name = 'HttpError';
    readonly code = 'unavailable';
    readonly status = 503;
    readonly request: unknown = { body: 'hunter2', headers: { cookie: 'hunter2' } };
    readonly data = { anything: 'hunter2' };
  }

  test('is written with its name, code, status, stack and causes', () => {
    const { log, last } = recorded();
    log.error({ err: new HttpError('no answer', { cause: new TypeError('reset') }) }, 'failed');
    expect(last()).toMatchObject({
      err: {
        type: 'HttpError',
        message: 'no answer',
        code: 'unavailable',
        status: 503,
        stack: expect.stringContaining('log.test.ts'),
        cause: { type: 'TypeError', message: 'reset' },
      },
    });
  });

  test('is written without the request and the answer that it carries', () => {
    const { log, lines } = recorded();
    log.error(
      { err: new HttpError('x'), deep: { error: new HttpError('y', { cause: new HttpError('z') }) } },
      'a',
    );
    log.error(new HttpError('given alone'));
    expect(lines).toHaveLength(2);
    expect(lines.join('')).not.toContain('hunter2');
  });
});

describe('the logger for Bolt', () => {
  test('writes all that it is given on one line, and errors apart', () => {
    const { log, last } = recorded();
    boltLogger(log).warn('retry', 2, { token: 'hunter2', at: 'x' }, new RangeError('late'));
    expect(last()).toMatchObject({
      level: 'warn',
      from: 'bolt',
      msg: "retry 2 { token: '[redacted]', at: 'x' } late",
      err: { type: 'RangeError', message: 'late' },
    });
  });

  test('keeps our level, whatever Bolt asks for', () => {
    const { log, lines } = recorded('warn');
    const logger = boltLogger(log);
    logger.setLevel(logger.getLevel());
    logger.setName('web');
    logger.debug('no');
    logger.info('no');
    expect([lines.length, logger.getLevel()]).toEqual([0, 'warn']);
  });
});
