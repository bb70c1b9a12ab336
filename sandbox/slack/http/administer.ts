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

/** What an administrator does, as JSON: `do` names the operation of `Administration`. */
export const administrationSchema = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('join'), channel: z.string(), user: z.string() }),
  z.strictObject({ do: z.literal('leave'), channel: z.string(), user: z.string() }),
  z.strictObject({ do: z.literal('setChannel'), channel: z.string(), change: channel }),
  z.strictObject({ do: z.literal('setPerson'), user: z.string(), change: person }),
  z.strictObject({ do: z.literal('setHabits'), change: habits }),
  z.strictObject({ do: z.literal('setUserGroup'), group: z.string(), users: z.array(z.string()) }),
  z.strictObject({ do: z.literal('setScopes'), scopes: z.array(z.string()) }),
  z.strictObject({ do: z.literal('revoke'), token: z.enum(['bot', 'app']) }),
]);

/** Carries out one operation; throws when the person or channel does not exist. */
export function administer(
  administration: Administration,
  input: z.infer<typeof administrationSchema>,
): void {
  switch (input.do) {
    case 'join':
      return administration.join(input.channel, input.user);
    case 'leave':
      return administration.leave(input.channel, input.user);
    case 'setChannel':
      return administration.setChannel(input.channel, input.change);
    case 'setPerson':
      return administration.setPerson(input.user, input.change);
    case 'setHabits':
      return administration.setHabits(input.change);
    case 'setUserGroup':
      return administration.setUserGroup(input.group, input.users);
    case 'setScopes':
      return administration.setScopes(input.scopes);
    case 'revoke':
      return administration.revoke(input.token);
    default:
      return input satisfies never;
  }
}
