import { environmentOf, type Environment } from '../../sandbox/bot.ts';
import { plainText } from '../../sandbox/slack/block-kit/plain-text.ts';
import { readManifest } from '../../sandbox/slack/manifest.ts';
import { startSlackSandbox, type SlackSandbox } from '../../sandbox/slack/sandbox.ts';
import type { Message } from '../../sandbox/slack/state/records.ts';
import type { User, UserDraft } from '../../sandbox/workfront/records/user.ts';
import {
  startWorkfront,
  type WorkfrontOptions,
  type WorkfrontSandbox,
} from '../../sandbox/workfront/start.ts';
import { startBot, type Bot } from '../../src/app.ts';
import { parseConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { auditHead, readAudit } from '../../src/store/audit-log.ts';
import { newTarget, removeTarget, type EngineName } from './store.ts';
import { personsOf, watch, type Persons, type Watching } from './watching.ts';
import { trailLine } from './words.ts';

export type Mode = 'socket' | 'http';

export type WorldOptions = {
  /** Socket Mode unless given. */
  readonly mode?: Mode;
  /** PostgreSQL unless given, which starts sooner. */
  readonly engine?: EngineName;
  /** Where the bot finds the database, if not by its own address. */
  readonly through?: (databaseUrl: string) => Promise<string>;
  /** Over the settings of an ordinary installation. */
  readonly env?: Environment | ((workfront: WorkfrontSandbox) => Environment);
  readonly workfront?: WorkfrontOptions;
  /** Changes the workspace before the bot starts. */
  readonly prepare?: (slack: SlackSandbox) => void;
  readonly now?: () => Date;
  /** Gets every line of the log. */
  readonly log?: (line: string) => void;
  /** Over the short ones that are usual here. */
  readonly workfrontTiming?: Partial<typeof workfrontTiming>;
};

/** A request that stands open: about whom, its id, and its confirm message. */
export type Asked = { readonly user: User; readonly id: string; readonly confirm: Message };

/** Acme's Slack, Acme's Workfront, and the bot between them. */
export type World = Watching & {
  readonly slack: SlackSandbox;
  readonly workfront: WorkfrontSandbox;
  readonly bot: () => Bot;
  readonly person: Persons;
  /** Adds a person to Workfront. */
  newcomer(name: string, draft?: Partial<UserDraft>): User;
  /** Rita asks for a newcomer of that name, and the approvers see it. */
  ask(name: string, draft?: Partial<UserDraft>): Promise<Asked>;
  isActive(user: Pick<User, 'ID'>): boolean | undefined;
  /** The number of the newest audit row. */
  mark(): Promise<number>;
  /** The audit rows after that number, each as one line. */
  trail(after: number): Promise<readonly string[]>;
  /** Ends the bot and starts it again on the same data; with these settings changed, if there are any. */
  restart(env?: Environment): Promise<void>;
  close(): Promise<void>;
};

/** So short that tests of Workfront's failures need not wait. */
const workfrontTiming = {
  headersTimeout: 300,
  bodyTimeout: 300,
  callBudget: 1_000,
  changeBudget: 2_000,
  firstBackOff: 20,
  longestBackOff: 100,
  firstRefusalPause: 0,
  longestRefusalPause: 0,
};

/** Starts both simulators and the bot, on new and empty data. @throws StartError as the bot does. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const { mode = 'socket', now } = options;
  const slack = await startSlackSandbox({ manifest: readManifest('manifest.yml') });
  options.prepare?.(slack);
  const workfront = await startWorkfront({ users: 20, ...options.workfront });
  const target = await newTarget(options.engine ?? 'postgres');
  const own = typeof options.env === 'function' ? options.env(workfront) : options.env;
  const unlimited = { COMMANDS_PER_MINUTE: '0' };
  const reached =
    options.through && 'databaseUrl' in target
      ? { databaseUrl: await options.through(target.databaseUrl) }
      : target;
  const environment = { ...environmentOf(slack, workfront, reached, mode), ...unlimited, ...own };
  let bot: Bot | null = null;
  const launch = async (env?: Environment): Promise<void> => {
    await bot?.close();
    bot = null;
    bot = await startBot(
      parseConfig({ ...environment, ...env }),
      createLog(options.log ? 'debug' : 'error', { write: options.log ?? (() => {}) }),
      {
        workfrontTiming: { ...workfrontTiming, ...options.workfrontTiming },
        ...(now && { now, monotonic: () => now().getTime() }),
      },
    );
    // What it asks Workfront beside the start would come amid the test's own requests.
    await bot.settled;
    if (mode === 'http') slack.sendTo(`http://127.0.0.1:${bot.port}/slack/events`);
  };
  const running = (): Bot => {
    if (bot) return bot;
    throw new Error('The bot is not running');
  };
  const close = async (): Promise<void> => {
    await bot?.close();
    await slack.close();
    await workfront.close();
    await removeTarget(target);
  };
  try {
    await launch();
    return worldOf({ slack, workfront, bot: running, restart: launch, close });
  } catch (error) {
    await close();
    throw error;
  }
}

type Parts = Pick<World, 'slack' | 'workfront' | 'bot' | 'restart' | 'close'>;

function worldOf(parts: Parts): World {
  const { slack, workfront, bot } = parts;
  const person = personsOf(slack);
  const watching = watch(slack, person);
  const newcomer: World['newcomer'] = (name, draft) => workfront.directory.add({ name, ...draft });
  return {
    ...parts,
    ...watching,
    person,
    newcomer,
    async ask(name, draft) {
      const user = newcomer(name, draft);
      await person.rita.type(`/wf-deactivate ${user.ID}`);
      const confirm = await watching.confirm(`Deactivate ${name}`);
      await watching.shows(confirm, '[Deactivate]');
      const id = /[Rr]equest (?<id>r\w{10})/u.exec(plainText(confirm))?.groups?.['id'] ?? '';
      await watching.answer('rita', `deactivate ${name} (`);
      return { user, id, confirm };
    },
    isActive: ({ ID }) => workfront.directory.find(ID)?.isActive,
    mark: async () => (await auditHead(bot().store.db))?.number ?? 0,
    async trail(after) {
      const rows = await Array.fromAsync(readAudit(bot().store.db));
      return rows.filter(({ number }) => number > after).map(trailLine);
    },
  };
}
