import * as z from 'zod';

import type { SlackSandbox } from '../slack/sandbox.ts';
import { findUsers } from '../workfront/control.ts';
import type { User } from '../workfront/records/user.ts';
import type { WorkfrontSandbox } from '../workfront/start.ts';
import type { DemoBot } from './bot.ts';
import { createTroubles } from './trouble.ts';
import type { DirectoryUser, SentMail, StageState } from './wire.ts';

const mostUsers = 50;
const shownLines = 12;

const troubleInput = z.object({
  where: z.enum(['slack', 'workfront']),
  name: z.enum([
    'none',
    'slow',
    'throttled',
    'failing',
    'lost-answers',
    'log-in-expired',
    'blocked',
    'refusing',
    'may-not-post',
  ]),
});
const after = z.object({ after: z.number().int().min(0) });

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
export function addControls(stage: Controlled): void {
  const { slack, workfront, bot } = stage;
  const troubles = createTroubles(stage);
  workfront.onChange(() => slack.announce());

  slack.addControl('stage', async (): Promise<StageState> => {
    return { bot: bot.state(), ...troubles.now(), lastLines: bot.logAfter(0).slice(-shownLines) };
  });
  slack.addControl('trouble-now', async (body) => {
    const { where, name } = troubleInput.parse(body);
    troubles.set(where, name);
    slack.announce();
    return {};
  });
  slack.addControl('bot', async (body) => {
    const { do: verb } = z.object({ do: z.enum(['kill', 'start']) }).parse(body);
    await (verb === 'kill' ? bot.kill() : bot.start());
    return {};
  });
  slack.addControl('audit-verify', async () => ({ words: await stage.verifyAudit() }));
  slack.addControl('bot-log', async (body) => bot.logAfter(after.parse(body).after));
  slack.addControl('workfront-traffic', async (body) => {
    const last = after.parse(body).after;
    return workfront.traffic.filter(({ number }) => number > last);
  });
  slack.addControl('workfront-users', async (body) =>
    findUsers(workfront.directory.all(), z.object({ query: z.string() }).parse(body).query)
      .slice(0, mostUsers)
      .map(brief),
  );
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
