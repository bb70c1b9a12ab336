import * as z from 'zod';

import type { Administration } from '../state/administration.ts';

const text = z.exactOptional(z.string());
const flag = z.exactOptional(z.boolean());
const number = z.exactOptional(z.number().min(0));
const numberOrNone = z.exactOptional(z.number().min(1).nullable());
const person = z.strictObject({
  deactivated: flag,
  email: text,
  locale: text,
  name: text,
  isBot: flag,
  isRestricted: flag,
  isUltraRestricted: flag,
  isStranger: flag,
  teamId: text,
});
const channel = z.strictObject({
  isPrivate: flag,
  isExtShared: flag,
  isPendingExtShared: flag,
  isOrgShared: flag,
  isArchived: flag,
  isFrozen: flag,
});
const habits = z.strictObject({
  groupPageSize: numberOrNone,
  postsPerSecond: numberOrNone,
  updatesPerMinute: numberOrNone,
  modalRaceMilliseconds: number,
  linksDomains: flag,
  keepsLineBreaks: flag,
  linksAddresses: flag,
  enterpriseId: z.string().nullable().exactOptional(),
});

const where = { channel: z.string(), user: z.string() };

const operation =
  <Input>(schema: z.ZodType<Input>, run: (administration: Administration, input: Input) => void) =>
  (administration: Administration, input: unknown): void =>
    run(administration, schema.parse(input));

/** What an administrator does, each under the name of the operation of `Administration`. */
const OPERATIONS: Readonly<Record<string, (administration: Administration, input: unknown) => void>> = {
  join: operation(z.strictObject(where), (to, input) => to.join(input.channel, input.user)),
  leave: operation(z.strictObject(where), (to, input) => to.leave(input.channel, input.user)),
  setChannel: operation(z.strictObject({ channel: z.string(), change: channel }), (to, input) =>
    to.setChannel(input.channel, input.change),
  ),
  setPerson: operation(z.strictObject({ user: z.string(), change: person }), (to, input) =>
    to.setPerson(input.user, input.change),
  ),
  setHabits: operation(z.strictObject({ change: habits }), (to, { change }) => to.setHabits(change)),
  setUserGroup: operation(z.strictObject({ group: z.string(), users: z.array(z.string()) }), (to, input) =>
    to.setUserGroup(input.group, input.users),
  ),
  setScopes: operation(z.strictObject({ scopes: z.array(z.string()) }), (to, input) =>
    to.setScopes(input.scopes),
  ),
  revoke: operation(z.strictObject({ token: z.enum(['bot', 'app']) }), (to, { token }) => to.revoke(token)),
};

const asked = z.looseObject({ do: z.string() });

/** Carries out one operation, given as JSON; throws for one that there is not, or whose person or channel does not exist. */
export function administer(administration: Administration, body: unknown): void {
  const { do: name, ...input } = asked.parse(body);
  const run = OPERATIONS[name];
  if (run === undefined) throw new Error(`An administrator has no operation ${name}`);
  run(administration, input);
}
