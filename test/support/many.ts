import { randomBytes } from 'node:crypto';

import { people } from '../../sandbox/acme.ts';
import type { Message } from '../../sandbox/slack/state/records.ts';
import type { User } from '../../sandbox/workfront/records/user.ts';
import { submit, type NewRequest } from '../../src/requests/transitions.ts';
import { open } from '../workfront/support.ts';
import type { World } from './world.ts';

export type AskedMany = {
  readonly id: string;
  readonly users: readonly User[];
  readonly confirm: Message;
};

/** Rita asks for so many newcomers at once, named `name` and a number, and the approvers see it. */
export async function askMany(
  world: World,
  name: string,
  count: number,
  changes: Partial<NewRequest> = {},
): Promise<AskedMany> {
  const users = Array.from({ length: count }, (_, index) => world.newcomer(`${name} ${index + 1}`));
  const workfront = open(world.workfront);
  const read = await workfront.readUsers(users.map(({ ID }) => ID));
  await workfront.close();
  const wish: NewRequest = {
    id: `r${randomBytes(5).toString('hex')}`,
    action: 'deactivate',
    requester: { id: people.rita.id, name: people.rita.name },
    reason: 'contract ends',
    targets: users.flatMap(({ ID }) => {
      const user = read.get(ID);
      return user ? [{ user, slackUserId: null }] : [];
    }),
    runAt: null,
    approvalsRequired: 1,
    ttlHours: 72,
    dryRun: false,
    responseUrl: null,
    ...changes,
  };
  const change = submit(wish, new Date());
  await world.bot().store.store.transaction((tx) => tx.save(change));
  const confirm = await world.slack.until(
    () => world.slack.messages('C01APPROVALS').find((one) => JSON.stringify(one.blocks).includes(wish.id)),
    `the card of ${wish.id}`,
  );
  await world.shows(confirm, '[Deny]');
  return { id: wish.id, users, confirm };
}
