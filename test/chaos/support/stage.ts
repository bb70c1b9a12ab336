import { approversGroup, people } from '../../../sandbox/acme.ts';
import { environmentOf } from '../../../sandbox/bot.ts';
import { readManifest } from '../../../sandbox/slack/manifest.ts';
import { startSlackSandbox, type SlackSandbox } from '../../../sandbox/slack/sandbox.ts';
import { startWorkfront, type WorkfrontSandbox } from '../../../sandbox/workfront/start.ts';
import type { StoreTarget } from '../../../src/store/open.ts';

/** Both simulators, which outlive the bots, and the settings of a bot between them. */
export type Stage = {
  readonly slack: SlackSandbox;
  readonly workfront: WorkfrontSandbox;
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
};

const { rita, oscar, mina, alan, bea } = people;
export const requesters = [rita.id, oscar.id, mina.id];
/** Mina is on both lists, so that own requests are clicked too. */
export const approvers = [alan.id, bea.id, mina.id];

/** `now`: the simulators' clock, the real one unless given. */
export async function openStage(target: StoreTarget, options: { now?: () => number } = {}): Promise<Stage> {
  const { now } = options;
  const slack = await startSlackSandbox({ manifest: readManifest('manifest.yml'), ...(now && { now }) });
  const workfront = await startWorkfront({
    users: 20,
    // Three replicas with four connections each are no fault of anybody's.
    maxConcurrent: 20,
    ...(now && { now: () => new Date(now()) }),
  });
  slack.administration.setUserGroup(approversGroup.id, approvers);
  return {
    slack,
    workfront,
    env: {
      ...environmentOf(slack, workfront, target),
      REQUESTERS: requesters.join(','),
      COMMANDS_PER_MINUTE: '0',
    },
    async close() {
      await slack.close();
      await workfront.close();
    },
  };
}
