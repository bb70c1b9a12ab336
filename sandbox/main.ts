import { parseArgs } from 'node:util';

import { leaveRequestOpen, playMainJob } from './demo/play.ts';
import { openStage, type Stage } from './demo/stage.ts';

const usage = `Plays the main job with a Slack and a Workfront of its own on this machine.
No accounts are needed, and nothing leaves 127.0.0.1.

  --once      end after the play: status 0 when every step happened
  --port N    where the page is (default 4100, or any free port when that is taken)
  --users N   people in the Workfront directory (default 500)`;

const { values } = parseArgs({
  options: {
    once: { type: 'boolean', default: false },
    port: { type: 'string', default: '4100' },
    users: { type: 'string', default: '500' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(usage);
else await demo();

async function demo(): Promise<void> {
  console.log('Starting a Slack, a Workfront and the bot on this machine …');
  const stage = await openStage({ port: Number(values.port), users: Number(values.users) });
  try {
    await stage.bot.start();
    await playMainJob(stage, (text) => void process.stdout.write(text));
    if (!values.once) {
      await leaveRequestOpen(stage);
      console.log(whatToTry(stage));
      await stopSignal();
      console.log('\nStopping …');
    }
  } catch (error) {
    console.error(`\nThe play stopped: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  } finally {
    await stage.close();
  }
  if (values.once && process.exitCode === undefined) console.log('\nEvery step happened.');
}

function whatToTry({ page, bot }: Stage): string {
  return `
Everything is still running, and one more request waits: Jordan Lee's. Now it is your turn:

  ${page}   the same Slack in your browser, with a list of what to try

  http://127.0.0.1:${bot.port()}/readyz   whether the bot is ready
Ctrl+C ends it.`;
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
