import { randomBytes, randomUUID } from 'node:crypto';

import { startWorkfront, type WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import type { Ports } from '../../src/requests/ports.ts';
import type { Request, WorkfrontUser } from '../../src/requests/request.ts';
import { approve, submit, type NewRequest } from '../../src/requests/transitions.ts';
import type { SubmitPorts } from '../../src/usecases/submit.ts';
import type { WorkfrontConnection } from '../../src/workfront/workfront.ts';
import { aProfile, noon } from '../store/builders.ts';
import type { TestStore } from '../support/store.ts';
import { open } from '../workfront/support.ts';

const approver = 'U01ALAN';

/** A Workfront without anybody in it, the bot's connection to it, and people as they are needed. */
export type Company = {
  readonly sandbox: WorkfrontSandbox;
  readonly workfront: WorkfrontConnection;
  /** So many new people of Workfront, as they read. */
  leavers(count: number): Promise<WorkfrontUser[]>;
  close(): Promise<void>;
};

export async function openCompany(): Promise<Company> {
  const sandbox = await startWorkfront({ users: 0 });
  const workfront = open(sandbox);
  return {
    sandbox,
    workfront,
    async leavers(count) {
      const ids = Array.from(
        { length: count },
        () => sandbox.directory.add({ name: `Leaver ${randomUUID()}` }).ID,
      );
      const read = await workfront.readUsers(ids);
      return ids.flatMap((id) => read.get(id) ?? []);
    },
    async close() {
      await workfront.close();
      await sandbox.close();
    },
  };
}

const newId = () => `r${randomBytes(5).toString('hex')}`;

/** Everything that carrying out and deciding need, with this Workfront; everybody is a member of the workspace. */
export function portsWith(
  { store }: TestStore,
  workfront: Ports['workfront'],
  now: () => Date = () => new Date(),
): SubmitPorts {
  const people: Ports['people'] = {
    members: async (list) => new Set(list),
    profile: async (id) => aProfile({ id, name: id }),
    findByEmail: async () => null,
  };
  return { store, workfront, people, now, newId };
}

/** A request about these users that was asked for and approved at noon, with the rows that prove it. */
export async function approved(
  { store }: TestStore,
  users: readonly WorkfrontUser[],
  changes: Partial<NewRequest> = {},
  by = approver,
): Promise<Request> {
  const asked = submit(
    {
      id: newId(),
      action: 'deactivate',
      requester: { id: 'U01RITA', name: null },
      reason: null,
      targets: users.map((user) => ({ user, slackUserId: null })),
      runAt: null,
      approvalsRequired: 1,
      ttlHours: 72,
      dryRun: false,
      responseUrl: null,
      ...changes,
    },
    noon,
  );
  const agreed = approve(asked.request, { id: by, name: null }, noon);
  for (const change of [asked, agreed]) await store.transaction((tx) => tx.save(change));
  return agreed.request;
}
