import { wantsActive } from '../requests/items.ts';
import { memberOnly, protectionOf, type Policy } from '../requests/policy.ts';
import type { Ports } from '../requests/ports.ts';
import { Refusal } from '../requests/refusal.ts';
import type { Action, SlackUserId, WorkfrontUser } from '../requests/request.ts';

/** Somebody whom a few letters can mean; `mark`: what stands against asking for them. */
export type Suggestion = {
  readonly user: WorkfrontUser;
  readonly mark: 'inactive' | 'active' | 'protected' | null;
};

/**
 * People whose name or address has these letters, those first who can be asked for. For requesters alone, as it
 * shows who works here. @throws Refusal, not audited: a letter typed is no attempt at anything.
 */
export async function suggestPeople(
  ports: Pick<Ports, 'workfront' | 'people'>,
  policy: Policy,
  input: {
    readonly action: Action;
    readonly actor: SlackUserId;
    readonly typed: string;
    readonly signal: AbortSignal;
  },
): Promise<readonly Suggestion[]> {
  await checkMayAsk(ports, policy, input.actor);
  const [self, users] = await Promise.all([
    ports.workfront.self(),
    ports.workfront.suggest(input.typed, mostSuggested, input.signal),
  ]);
  const suggestions = users.map((user): Suggestion => {
    if (protectionOf(user, policy, self.id)) return { user, mark: 'protected' };
    if (user.isActive !== wantsActive(input.action)) return { user, mark: null };
    return { user, mark: user.isActive ? 'active' : 'inactive' };
  });
  return suggestions.toSorted((one, other) => Number(one.mark !== null) - Number(other.mark !== null));
}

/** What an option list of Slack's holds at most. */
const mostSuggested = 100;

/** Refuses who may not ask. @throws Refusal */
export async function checkMayAsk(
  { people }: Pick<Ports, 'people'>,
  policy: Policy,
  actor: SlackUserId,
): Promise<void> {
  if (!(await people.members(policy.requesters)).has(actor)) throw new Refusal({ reason: 'not_a_requester' });
  memberOnly(await people.profile(actor));
}
