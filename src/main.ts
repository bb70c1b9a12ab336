import { setTimeout as wait } from 'node:timers/promises';

import { startBot } from './app.ts';
import { ConfigError, readConfig } from './config.ts';
import { createLog, type Log } from './log.ts';
import { StartError } from './start-checks.ts';

/** How long a start that is to end again may take to get to where it can be ended cleanly. */
const startEndsMs = 5_000;

/** Starts the bot and ends it on SIGTERM or SIGINT, with status 0 when it ended cleanly. */
async function main(): Promise<void> {
  const config = readConfig();
  const log = createLog(config.logLevel);
  process.on('unhandledRejection', (error) => {
    log.error({ err: error }, 'a promise failed that nobody waited for');
  });
  // From now on, since whoever starts the bot may end it at any moment.
  const asked = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  const tooLate = asked.then(() => wait(startEndsMs, null, { ref: false }));
  const bot = await Promise.race([startBot(config, log), tooLate]);
  if (bot === null) {
    log.info('stopped while it was starting');
    process.exit(0);
  }
  await asked;
  await stop(bot, log);
}

async function stop(bot: { close(): Promise<void> }, log: Log): Promise<void> {
  log.info('stopping');
  try {
    await bot.close();
    process.exit(0);
  } catch (error) {
    log.error({ err: error }, 'the bot did not stop cleanly');
    process.exit(1);
  }
}

try {
  await main();
} catch (error) {
  const isExpected = error instanceof ConfigError || error instanceof StartError;
  const words = isExpected ? error.message : String(error instanceof Error ? error.stack : error);
  process.stderr.write(`${error instanceof StartError ? 'The bot cannot start:\n' : ''}${words}\n`);
  process.exit(1);
}
