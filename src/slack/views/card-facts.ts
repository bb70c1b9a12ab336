import type { Texts } from '../../i18n/en.ts';
import { user, type Part } from '../../i18n/line.ts';
import { approversOf, type Policy } from '../../requests/policy.ts';
import type { Request } from '../../requests/request.ts';

/** What a card shows beside its request. */
export type CardFacts = {
  readonly texts: Texts;
  readonly now: Date;
  /** Whose access it took who have it again, by Workfront id. */
  readonly back?: readonly string[];
  readonly policy: Pick<
    Policy,
    'approvers' | 'escalationApprovers' | 'allowSelfApproval' | 'notifyApprovers' | 'bulkBrake'
  >;
};

const mostListed = 5;

/**
 * Those of the configured approvers who may decide this request: groups as such, people one by one, five at most.
 * `more`: how many people are left out.
 */
export function decidersOf(
  request: Pick<Request, 'requester' | 'targets' | 'escalatedAt'>,
  policy: CardFacts['policy'],
): { readonly deciders: readonly Part[]; readonly more: number } {
  const barred = new Set(request.targets.map(({ slackUserId }) => slackUserId));
  if (!policy.allowSelfApproval) barred.add(request.requester);
  const approvers = [...new Set(approversOf(request, policy))];
  const people = approvers.filter((id) => !isGroup(id) && !barred.has(id));
  const groups = approvers.filter(isGroup).map((id): Part => ({ kind: 'group', id }));
  return {
    deciders: [...groups, ...people.slice(0, mostListed).map(user)],
    more: Math.max(0, people.length - mostListed),
  };
}

function isGroup(id: string): boolean {
  return id.startsWith('S');
}
