import * as z from 'zod';

import type { TroubleRule as SlackTrouble } from '../slack/http/trouble.ts';
import type { SlackSandbox } from '../slack/sandbox.ts';
import { findUsers } from '../workfront/control.ts';
import type { User } from '../workfront/records/user.ts';
import type { WorkfrontSandbox } from '../workfront/start.ts';
import type { TroubleRule as WorkfrontTrouble } from '../workfront/trouble.ts';
import type { DemoBot } from './bot.ts';
import {
  troubleNames,
  type DirectoryUser,
  type SentMail,
  type StageState,
  type TroubleName,
} from './wire.ts';

const mostUsers = 50;
const shownLines = 12;
/** Long enough to act in between, shorter than the bot's patience of ten seconds. */
const slowMilliseconds = 5000;

/** What each trouble is in the two; one that a simulator does not know has no rule for it. */
const troubles: Readonly<Record<TroubleName, { workfront?: WorkfrontTrouble; slack?: SlackTrouble }>> = {
  none: {},
  slow: { workfront: { effect: { kind: 'delay', milliseconds: slowMilliseconds } } },
  throttled: {
    workfront: { effect: { kind: 'status', status: 429, retryAfter: 5 } },
    slack: { effect: { kind: 'ratelimited', retryAfterSeconds: 5 } },
  },
  failing: {
    workfront: { effect: { kind: 'status', status: 500 } },
    slack: { effect: { kind: 'status', status: 500 } },
  },
  'lost-answers': { workfront: { match: { method: 'PUT' }, times: 1, effect: { kind: 'loseAnswer' } } },
  'log-in-expired': { workfront: { effect: { kind: 'status', status: 401 } } },
  blocked: { workfront: { effect: { kind: 'html', status: 403 } } },
  refusing: { slack: { method: 'chat.update', effect: { kind: 'error', error: 'fatal_error' } } },
  'may-not-post': {
    slack: { method: 'chat.postMessage', effect: { kind: 'error', error: 'missing_scope' } },
  },
};

const troubleInput = z.object({ where: z.enum(['slack', 'workfront']), name: z.enum(troubleNames) });
const lastSeen = z.object({ after: z.number().int().min(0) });

/** What the page can act on. */
export type Controlled = {
  readonly slack: SlackSandbox;
  readonly workfront: WorkfrontSandbox;
  readonly bot: DemoBot;
  /**
   * Checks the bot's audit log as an operator would, and gives the words of the check. Its folder belongs to one
   * process at a time, so the bot stops for that and starts again.
   */
  verifyAudit(): Promise<string>;
};

/** Puts the bot's process and the Workfront of the stage under the page's hands, below `/sandbox/`. */
export function addControls({ slack, workfront, bot, verifyAudit }: Controlled): void {
  // One trouble at a time in each of the two.
  const now: { slack: TroubleName; workfront: TroubleName } = { slack: 'none', workfront: 'none' };
  workfront.onChange(() => slack.announce());

  slack.addControl('stage', async (): Promise<StageState> => {
    return { bot: bot.state(), ...now, lastLines: bot.logAfter(0).slice(-shownLines) };
  });
  slack.addControl('trouble-now', async (body) => {
    const { where, name } = troubleInput.parse(body);
    const rules = troubles[name];
    if (name !== 'none' && rules[where] === undefined) throw new Error(`There is no trouble "${name}" here`);
    ({ slack, workfront })[where].clearTrouble();
    if (where === 'slack' && rules.slack) slack.trouble(rules.slack);
    if (where === 'workfront' && rules.workfront) workfront.trouble(rules.workfront);
    now[where] = name;
    slack.announce();
    return {};
  });
  slack.addControl('bot', async (body) => {
    const { do: verb } = z.object({ do: z.enum(['kill', 'start']) }).parse(body);
    await bot[verb]();
    return {};
  });
  slack.addControl('audit-verify', async () => ({ words: await verifyAudit() }));
  slack.addControl('bot-log', async (body) => bot.logAfter(lastSeen.parse(body).after));
  slack.addControl('workfront-traffic', async (body) => {
    const { after } = lastSeen.parse(body);
    return workfront.traffic.filter(({ number }) => number > after);
  });
  slack.addControl('workfront-users', async (body) => {
    const { query } = z.object({ query: z.string() }).parse(body);
    return findUsers(workfront.directory.all(), query).slice(0, mostUsers).map(brief);
  });
  slack.addControl('workfront-mails', async (): Promise<readonly SentMail[]> =>
    workfront.objects.mails.map(({ to, subject }) => ({
      to: workfront.directory.find(to)?.name ?? to,
      subject,
    })),
  );
  slack.addControl('workfront-set-active', async (body) => {
    const { id, isActive } = z.object({ id: z.string(), isActive: z.boolean() }).parse(body);
    return brief(workfront.directory.change(id, { isActive }));
  });
}

function brief({ ID, name, emailAddr, username, title, isActive, isAdmin }: User): DirectoryUser {
  return { id: ID, name, email: emailAddr ?? username, title: title ?? '', isActive, isAdmin };
}
