/**
 * The rules of a request, told once more and apart from the bot's code: who may do what, and what the end must
 * be. Plain data and no store, so that a mistake of the one is not the mistake of the other.
 */

export type Person = {
  readonly id: string;
  readonly asks: boolean;
  /** In the group of approvers now. */
  readonly approves: boolean;
  /** Asked too once a request waited for long. */
  readonly isFurther: boolean;
  /** Neither deactivated in Slack nor a guest. */
  readonly isMember: boolean;
  /** Empty: in Slack only. */
  readonly email: string;
};

export type Rules = {
  readonly needed: number;
  readonly brake: number;
  /** More people than this changed within an hour pause what is next; 0: no limit. */
  readonly limit: number;
  readonly dryRun: boolean;
  readonly hours: number;
};

export type Phase =
  | 'pending'
  | 'approved'
  | 'running'
  | 'done'
  | 'failed'
  | 'denied'
  | 'cancelled'
  | 'expired';

export type Case = {
  readonly id: string;
  readonly action: 'deactivate' | 'reactivate';
  readonly requester: string;
  readonly targets: readonly { readonly id: string; readonly email: string }[];
  leftOut: readonly string[];
  approvals: readonly string[];
  needed: number;
  phase: Phase;
  readonly runAt: number | null;
  expiresAt: number;
  readonly dryRun: boolean;
  /** Something of it was sent to Workfront, or was about to be. */
  touched: boolean;
  /** Further approvers were asked too. */
  isEscalated: boolean;
  /** Waits since too many were changed within an hour. */
  isPaused: boolean;
  /** Somebody let it go on beyond that. */
  isLifted: boolean;
  /** Whom it changed, and when that was known. */
  done: readonly { readonly id: string; readonly at: number }[];
  endedAt: number | null;
};

export type World = {
  readonly people: ReadonlyMap<string, Person>;
  readonly rules: Rules;
  readonly now: number;
};

export const isOver = ({ phase }: Case): boolean => !['pending', 'approved', 'running'].includes(phase);

/** Whether this person's word counts for this request now. */
export function mayDecide({ people }: Pick<World, 'people'>, who: string, about: Case): boolean {
  const person = people.get(who);
  if (!person?.isMember || !isApprover(person, about) || who === about.requester) return false;
  return person.email === '' || about.targets.every(({ email }) => email !== person.email);
}

/** Further approvers count once a request was escalated. */
function isApprover(person: Person, { isEscalated }: Pick<Case, 'isEscalated'>): boolean {
  return person.approves || (isEscalated && person.isFurther);
}

/** Whether this person may stop a request that waits for its date now. */
export function mayStop({ people }: World, who: string, about: Case): boolean {
  const person = people.get(who);
  if (!person?.isMember || about.phase !== 'approved' || about.runAt === null) return false;
  return who === about.requester || mayDecide({ people }, who, about);
}

/** Whether the rules let somebody ask about so many people. */
export function mayAsk(world: World, who: string, asked: Pick<Case, 'requester' | 'targets'>): boolean {
  const person = world.people.get(who);
  if (!person?.asks || !person.isMember) return false;
  const about = { ...asked, leftOut: [] };
  const deciders = [...world.people.keys()].filter((one) => mayDecide(world, one, asCase(about)));
  return deciders.length >= neededFor(asked.targets.length, world.rules);
}

function asCase(asked: Pick<Case, 'requester' | 'targets' | 'leftOut'>): Case {
  return {
    ...asked,
    id: '',
    action: 'deactivate',
    approvals: [],
    needed: 1,
    phase: 'pending',
    runAt: null,
    expiresAt: 0,
    dryRun: false,
    touched: false,
    isEscalated: false,
    isPaused: false,
    isLifted: false,
    done: [],
    endedAt: null,
  };
}

export function neededFor(count: number, { needed, brake }: Rules): number {
  return needed + (count > brake ? 1 : 0);
}

/** How many approvals it needs by now. */
export function neededNow(about: Case, rules: Rules): number {
  const wanted = about.targets.length - about.leftOut.length;
  return Math.max(about.needed, neededFor(wanted, rules));
}

/** The approvals that still count. */
export function standing(world: World, about: Case): readonly string[] {
  return about.approvals.filter((who) => mayDecide(world, who, about));
}

export function isDecidable({ now }: World, about: Case): boolean {
  return about.phase === 'pending' && now < about.expiresAt;
}

/** Why nobody may be changed for this request now; null: they may. */
export function objection(world: World, about: Case, target: string): string | null {
  if (about.leftOut.includes(target)) return 'somebody who was left out';
  if (about.phase !== 'approved' && about.phase !== 'running') return `for a request that is ${about.phase}`;
  if (about.runAt !== null && world.now < about.runAt && about.phase === 'approved') return 'before its date';
  if (about.dryRun || world.rules.dryRun) return 'in a dry run';
  const valid = new Set(standing(world, about));
  return valid.size < neededNow(about, world.rules)
    ? `with ${valid.size} of ${neededNow(about, world.rules)} approvals`
    : null;
}

const hour = 3_600_000;
const day = 24 * hour;

/** Whom a request about these people can still be taken back for, in this order; why not else. */
export function undoable(world: World, about: Case, isActive: (id: string) => boolean): readonly string[] {
  if (about.action !== 'deactivate' || about.dryRun || about.endedAt === null) return [];
  if (world.now >= about.endedAt + day) return [];
  return about.targets
    .map(({ id }) => id)
    .filter((id) => about.done.some((one) => one.id === id) && !isActive(id));
}

/** Whether this person may let a request go on that waits since too many were changed within an hour. */
export function mayLift(world: World, who: string, about: Case, cases: readonly Case[]): boolean {
  if (!about.isPaused || !mayDecide(world, who, about)) return false;
  const lately = cases.filter(({ done }) => done.some(({ at }) => at >= world.now - hour));
  const involved = new Set([about, ...lately].flatMap(({ approvals }) => approvals));
  const others = [...world.people.keys()].filter((one) => !involved.has(one) && mayDecide(world, one, about));
  return !involved.has(who) || others.length === 0;
}
