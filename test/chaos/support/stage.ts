import { approversGroup, channels, people } from '../../../sandbox/acme.ts';
import { readManifest } from '../../../sandbox/slack/manifest.ts';
import type { SlackSandbox } from '../../../sandbox/slack/sandbox.ts';
import { startSlackSandbox } from '../../../sandbox/slack/server.ts';
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
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      PORT: '0',
      WORKFRONT_URL: workfront.url,
      WORKFRONT_API_KEY: workfront.credentials.apiKey,
      APPROVAL_CHANNEL: channels.approvals.id,
      AUDIT_CHANNEL: channels.audit.id,
      REQUESTERS: requesters.join(','),
      APPROVERS: approversGroup.id,
      ...('dataDir' in target ? { DATA_DIR: target.dataDir } : { DATABASE_URL: target.databaseUrl }),
    },
    async close() {
      await slack.close();
      await workfront.close();
    },
  };
}
