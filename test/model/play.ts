import { setImmediate as turn } from 'node:timers/promises';

import { leaveOut, takeBack } from '../../src/requests/before-decision.ts';
import type { Change } from '../../src/requests/change.ts';
import type { Decider, Policy } from '../../src/requests/policy.ts';
import type { Ports, Store } from '../../src/requests/ports.ts';
import { Refusal } from '../../src/requests/refusal.ts';
import { isSettled, type Request } from '../../src/requests/request.ts';
import { cancel } from '../../src/usecases/cancel.ts';
import { carryOut } from '../../src/usecases/carry-out.ts';
import { decide, takePart as asApprover } from '../../src/usecases/decide.ts';
import { escalate } from '../../src/usecases/escalate.ts';
import { expire } from '../../src/usecases/expire.ts';
import { liftLimit } from '../../src/usecases/lift-limit.ts';
import { stop } from '../../src/usecases/stop.ts';
import { readRequester, submit } from '../../src/usecases/submit.ts';
import { undo } from '../../src/usecases/undo.ts';
import { aUser } from '../store/builders.ts';
import { membersOf, workfrontOf, type Company, type Mood } from './company.ts';
import {
  isDecidable,
  isOver,
  mayAsk,
  mayDecide,
  mayLift,
  mayStop,
  neededFor,
  neededNow,
  objection,
  standing,
  undoable,
  type Case,
  type Person,
  type Rules,
  type World,
} from './rules.ts';

const hour = 3_600_000;

/** One thing that happens. Numbers choose among what there is then. */
export type Event =
  | {
      readonly kind: 'submit';
      readonly who: number;
      readonly action: Case['action'];
      readonly targets: readonly number[];
      readonly inHours: number | null;
    }
  | {
      readonly kind: 'approve' | 'deny' | 'take_back' | 'cancel' | 'stop' | 'undo' | 'go_on';
      readonly who: number;
      readonly which: number;
    }
  | { readonly kind: 'leave_out'; readonly who: number; readonly which: number; readonly target: number }
  | { readonly kind: 'approve_at_once'; readonly who: number; readonly other: number; readonly which: number }
  | { readonly kind: 'expire' | 'escalate'; readonly which: number }
  | {
      readonly kind: 'carry_out';
      readonly which: number;
      readonly moods: readonly Mood[];
      readonly crashAfter: number | null;
    }
  | { readonly kind: 'carry_out_twice'; readonly which: number; readonly moods: readonly Mood[] }
  | { readonly kind: 'carry_out_all'; readonly moods: readonly Mood[] }
  | { readonly kind: 'clock'; readonly hours: number }
  | {
      readonly kind: 'person';
      readonly who: number;
      readonly change: Partial<Pick<Person, 'approves' | 'isMember' | 'asks'>>;
    }
  | { readonly kind: 'rules'; readonly change: Partial<Rules> }
  | { readonly kind: 'directory'; readonly target: number };

/** A process dies here. */
class Crash extends Error {}

/** What a history needs of the store, and how ids are made in it. */
export type Ground = {
  readonly store: Store;
  /** The rules of an ordinary installation. */
  readonly policy: Policy;
  readonly newId: () => string;
  /** The first moment of a history, long after the last one: all of them share what was changed within an hour. */
  readonly nextStart: () => number;
};

const names = ['rita', 'mina', 'alan', 'bea', 'carl', 'dora', 'oscar'] as const;

/** Plays a history and gives what was wrong in it. */
export async function playHistory(ground: Ground, history: readonly Event[]): Promise<readonly string[]> {
  const one = begin(ground);
  for (const event of history) await happen(one, event);
  await end(one);
  return one.wrong;
}

type Play = {
  readonly ground: Ground;
  readonly company: Company;
  readonly cases: Case[];
  readonly targets: readonly string[];
  readonly wrong: string[];
  rules: Rules;
  now: number;
};

function begin(ground: Ground): Play {
  const tag = ground.newId();
  const people = names.map((name): Person => ({
    id: `U${name.toUpperCase()}`,
    asks: ['rita', 'mina'].includes(name),
    approves: ['mina', 'alan', 'bea', 'carl', 'dora'].includes(name),
    isFurther: name === 'oscar',
    isMember: true,
    email: name === 'oscar' ? '' : `${name}.${tag}@acme.example`,
  }));
  // Alan and Rita have Workfront users of their own.
  const own = [people[2], people[0]].map((person) =>
    aUser({ email: person?.email ?? '', username: person?.email ?? '' }),
  );
  const users = [
    ...own,
    ...Array.from({ length: 5 }, (_, at) => aUser({ email: `user${at}.${tag}@acme.example` })),
  ];
  return {
    ground,
    company: {
      people: new Map(people.map((person) => [person.id, person])),
      users: new Map(users.map((user) => [user.id, user])),
      moods: [],
      changes: [],
    },
    cases: [],
    targets: users.map(({ id }) => id),
    wrong: [],
    rules: { needed: 1, brake: 2, limit: 0, dryRun: false, hours: 72 },
    now: ground.nextStart(),
  };
}

function worldOf({ company, rules, now }: Play): World {
  return { people: company.people, rules, now };
}

function policyOf({ ground, rules }: Play): Policy {
  return {
    ...ground.policy,
    requesters: ['asking'],
    approvers: ['approving'],
    escalationApprovers: ['further'],
    approvalsRequired: rules.needed,
    bulkBrake: rules.brake,
    hourlyLimit: rules.limit,
    requestTtlHours: rules.hours,
    dryRun: rules.dryRun,
  };
}

/** The ports of one process, which dies after that many steps, if a number is given. */
function portsOf(play: Play, crashAfter: number | null = null): Ports {
  const { ground, company } = play;
  let left = crashAfter ?? Number.POSITIVE_INFINITY;
  const step = async (): Promise<void> => {
    // Another process gets its turn.
    await turn();
    left -= 1;
    if (left < 0) throw new Crash();
  };
  const store: Store = {
    ...ground.store,
    async transaction(work) {
      await step();
      const result = await ground.store.transaction(work);
      await step();
      return result;
    },
  };
  const leaving = (id: string, to: boolean, isSoAlready: boolean): void => {
    if (isSoAlready) play.wrong.push('somebody was changed who was so already');
    const open = play.cases.filter((one) => !isOver(one) && one.targets.some((target) => target.id === id));
    // Who was left out may be asked about again meanwhile.
    const about = open.find((one) => isAbout(one, id)) ?? open[0];
    const why = about ? objection(worldOf(play), about, id) : 'whom nobody asked about';
    if (why !== null) play.wrong.push(`somebody was changed ${why}`);
    if (about && to !== (about.action === 'reactivate'))
      play.wrong.push('somebody was changed the other way');
    const lately = company.changes.filter(({ at }) => at >= play.now - hour).length;
    if (play.rules.limit > 0 && !about?.isLifted && !isSoAlready && lately >= play.rules.limit)
      play.wrong.push(`${lately + 1} people were changed within an hour`);
  };
  return {
    store,
    people: membersOf(company),
    workfront: workfrontOf(company, leaving, step, () => play.now),
    messenger: nobody,
    now: () => new Date(play.now),
    newId: ground.newId,
    readMoment: () => ({ kind: 'unreadable' }),
  };
}

const nobody: Ports['messenger'] = new Proxy(Object.create(null), {
  get: (_target, name) => () => Promise.reject(new Error(`nothing is sent here: ${String(name)}`)),
});

/** What it gives; null: it was refused. */
async function unlessRefused<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

async function isDone(work: () => Promise<object>): Promise<boolean> {
  return (await unlessRefused(work)) !== null;
}

function expectSame(play: Play, what: string, is: unknown, should: unknown): void {
  const [one, other] = [JSON.stringify(is), JSON.stringify(should)];
  if (one !== other) play.wrong.push(`${what}: ${one} instead of ${other}`);
}

async function happen(play: Play, event: Event): Promise<void> {
  switch (event.kind) {
    case 'submit':
      return ask(play, event);
    case 'clock':
      play.now += event.hours * hour;
      return;
    case 'rules':
      play.rules = { ...play.rules, ...event.change };
      return;
    case 'person': {
      const who = idOf(event.who);
      const person = play.company.people.get(who);
      if (person) play.company.people.set(who, { ...person, ...event.change });
      return;
    }
    case 'directory': {
      const user = play.company.users.get(pick(play.targets, event.target) ?? '');
      // Somebody does it by hand, in Workfront.
      if (user) play.company.users.set(user.id, { ...user, isActive: false });
      return;
    }
    case 'approve':
    case 'approve_at_once':
    case 'deny':
    case 'take_back':
    case 'cancel':
    case 'leave_out':
    case 'stop':
    case 'escalate':
    case 'expire':
    case 'undo':
    case 'go_on':
    case 'carry_out':
    case 'carry_out_twice': {
      const about = pick(play.cases, event.which);
      if (about) await touch(play, about, event);
      return;
    }
    case 'carry_out_all':
      return runAll(
        play,
        play.cases.filter((one) => !isOver(one)),
        event.moods,
        [null],
      );
    default:
      return event satisfies never;
  }
}

type Touch = Exclude<
  Event,
  { readonly kind: 'submit' | 'clock' | 'rules' | 'person' | 'directory' | 'carry_out_all' }
>;

async function touch(play: Play, about: Case, event: Touch): Promise<void> {
  const world = worldOf(play);
  const ports = portsOf(play);
  const policy = policyOf(play);
  switch (event.kind) {
    case 'approve':
      await approveBy(play, about, [idOf(event.who)]);
      return;
    case 'approve_at_once':
      await approveBy(play, about, [...new Set([idOf(event.who), idOf(event.other)])]);
      return;
    case 'deny': {
      const actor = idOf(event.who);
      const may = isDecidable(world, about) && mayDecide(world, actor, about);
      const click = { requestId: about.id, actor, verdict: 'deny', reason: 'no' } as const;
      expectSame(play, `${actor} denies`, await isDone(() => decide(ports, policy, click)), may);
      if (may) about.phase = 'denied';
      return;
    }
    case 'cancel': {
      const actor = idOf(event.who);
      const isInTime = about.phase === 'pending' || (about.phase === 'approved' && about.runAt !== null);
      const may = actor === about.requester && isInTime;
      expectSame(
        play,
        `${actor} withdraws`,
        await isDone(() => cancel(ports, policy, { requestId: about.id, actor })),
        may,
      );
      if (may) about.phase = 'cancelled';
      return;
    }
    case 'stop': {
      const actor = idOf(event.who);
      const may = mayStop(world, actor, about);
      const is = await isDone(() => stop(ports, policy, { requestId: about.id, actor, reason: null }));
      expectSame(play, `${actor} stops`, is, may);
      if (may) about.phase = 'cancelled';
      return;
    }
    case 'escalate':
      await escalate(ports, about.id);
      if (about.phase === 'pending') about.isEscalated = true;
      return follow(play, about);
    case 'take_back': {
      const actor = idOf(event.who);
      const may =
        isDecidable(world, about) && mayDecide(world, actor, about) && about.approvals.includes(actor);
      const is = await isDone(() =>
        takePart(play, about, actor, (request, by, now) => takeBack(request, by, now)),
      );
      expectSame(play, `${actor} takes back`, is, may);
      if (may) about.approvals = about.approvals.filter((who) => who !== actor);
      return;
    }
    case 'leave_out': {
      const actor = idOf(event.who);
      const position = event.target % about.targets.length;
      const out = new Set([...about.leftOut, about.targets[position]?.id ?? '']);
      const may =
        isDecidable(world, about) && mayDecide(world, actor, about) && out.size < about.targets.length;
      const is = await isDone(() =>
        takePart(play, about, actor, (request, by, now) => leaveOut(request, [position], by, now)),
      );
      expectSame(play, `${actor} leaves out`, is, may);
      if (may) about.leftOut = [...out];
      return;
    }
    case 'expire':
      await expire(ports, about.id);
      if (about.phase === 'pending' && play.now >= about.expiresAt) about.phase = 'expired';
      return follow(play, about);
    case 'undo':
      return takeUndo(play, about, idOf(event.who));
    case 'go_on': {
      const actor = idOf(event.who);
      const may = mayLift(world, actor, about, play.cases);
      const is = await isDone(() => liftLimit(ports, policy, { requestId: about.id, actor }));
      expectSame(play, `${actor} lets it go on`, is, may);
      if (may) [about.isLifted, about.isPaused] = [true, false];
      return;
    }
    case 'carry_out':
      return runAll(play, [about], event.moods, [event.crashAfter]);
    case 'carry_out_twice':
      return runAll(play, [about], event.moods, [null, null]);
    default:
      return event satisfies never;
  }
}

async function ask(play: Play, event: Extract<Event, { readonly kind: 'submit' }>): Promise<void> {
  const { company } = play;
  const world = worldOf(play);
  const requester = idOf(event.who);
  const users = [...new Set(event.targets.map((at) => pick(play.targets, at)))].flatMap(
    (id) => company.users.get(id ?? '') ?? [],
  );
  const targets = users.map(({ id, email }) => ({ id, email }));
  const isFree = targets.every(({ id }) => !play.cases.some((one) => !isOver(one) && isAbout(one, id)));
  const { action } = event;
  const may =
    isFree &&
    users.every(({ isActive }) => isActive === (action === 'deactivate')) &&
    mayAsk(world, requester, { requester, targets });
  const ports = portsOf(play);
  const runAt = event.inHours === null ? null : play.now + event.inHours * hour;
  const made = await unlessRefused(async () => {
    const by = await readRequester(ports, policyOf(play), requester, () => {});
    const wish = {
      action,
      requester: by,
      reason: null,
      runAt: runAt === null ? null : new Date(runAt),
      responseUrl: null,
    } as const;
    return submit(ports, policyOf(play), wish, users);
  });
  expectSame(play, `${requester} asks`, made !== null, may);
  if (!made) return;
  noteCase(play, made.id, { action, requester, targets, runAt });
}

function noteCase(
  play: Play,
  id: string,
  asked: Pick<Case, 'action' | 'requester' | 'targets' | 'runAt'>,
): void {
  play.cases.push({
    ...asked,
    id,
    leftOut: [],
    approvals: [],
    needed: neededFor(asked.targets.length, play.rules),
    phase: 'pending',
    expiresAt: play.now + play.rules.hours * hour,
    dryRun: play.rules.dryRun,
    touched: false,
    isEscalated: false,
    isPaused: false,
    isLifted: false,
    done: [],
    endedAt: null,
  });
}

/** What a request took is to be given back, to all who do not have it again and are not asked about already. */
async function takeUndo(play: Play, about: Case, requester: string): Promise<void> {
  const { users } = play.company;
  const gone = undoable(worldOf(play), about, (id) => users.get(id)?.isActive ?? false);
  const free = gone.filter((id) => !play.cases.some((one) => !isOver(one) && isAbout(one, id)));
  const targets = about.targets.filter(({ id }) => free.includes(id));
  const may = free.length > 0 && mayAsk(worldOf(play), requester, { requester, targets });
  const click = { requestId: about.id, actor: requester, responseUrl: null };
  const made = await unlessRefused(() => undo(portsOf(play), policyOf(play), click));
  expectSame(
    play,
    `${requester} takes it back`,
    made?.targets.map(({ user }) => user.id) ?? [],
    may ? free : [],
  );
  if (made) noteCase(play, made.id, { action: 'reactivate', requester, targets, runAt: null });
}

/** Who was left out may be asked about again. */
function isAbout({ targets, leftOut }: Case, id: string): boolean {
  return targets.some((one) => one.id === id) && !leftOut.includes(id);
}

/** These people approve, all at once: as many come through as it takes. */
async function approveBy(play: Play, about: Case, whos: readonly string[]): Promise<void> {
  const world = worldOf(play);
  const willing = whos.filter((who) => mayDecide(world, who, about) && !about.approvals.includes(who));
  const room = isDecidable(world, about) ? about.needed - about.approvals.length : 0;
  const ports = portsOf(play);
  const came = await Promise.all(
    whos.map((actor) =>
      isDone(() =>
        decide(ports, policyOf(play), { requestId: about.id, actor, verdict: 'approve', reason: null }),
      ),
    ),
  );
  const through = whos.filter((_who, at) => came[at]);
  expectSame(
    play,
    `approvals by ${whos.join(' and ')}`,
    through.length,
    Math.min(willing.length, Math.max(0, room)),
  );
  if (through.some((who) => !willing.includes(who)))
    play.wrong.push(`${through.join(' and ')} approved, and may not`);
  if (through.length === 0) return;
  about.approvals = [...about.approvals, ...through];
  if (about.approvals.length >= about.needed) about.phase = 'approved';
  await follow(play, about);
}

/** An approver does something to a request before it is decided. */
async function takePart(
  play: Play,
  about: Case,
  actor: string,
  change: (request: Request, by: Decider, now: Date) => Change | null,
): Promise<Request> {
  const ports = portsOf(play);
  const deed = { requestId: about.id, actor, attempted: 'take_part' };
  return asApprover(ports, policyOf(play), deed, (request, by) => change(request, by, ports.now()));
}

/**
 * These are carried out at the same moment, each by so many processes; one that is to crash does so after that many
 * steps.
 */
async function runAll(
  play: Play,
  cases: readonly Case[],
  howWorkfrontIs: readonly Mood[],
  crashes: readonly (number | null)[],
): Promise<void> {
  const before = cases.map((about) => ({ about, ...beforeRun(play, about) }));
  play.company.moods = [...howWorkfrontIs];
  const ends = await Promise.allSettled(
    cases.flatMap(({ id }) => crashes.map((after) => carryOut(portsOf(play, after), policyOf(play), id))),
  );
  play.company.moods = [];
  for (const one of ends) if (one.status === 'rejected' && !(one.reason instanceof Crash)) throw one.reason;
  for (const one of before) await afterRun(play, one.about, one);
}

type BeforeRun = {
  readonly isUntouched: boolean;
  readonly valid: readonly string[];
  readonly needed: number;
  readonly isDue: boolean;
};

function beforeRun(play: Play, about: Case): BeforeRun {
  return {
    isUntouched: !about.touched,
    valid: standing(worldOf(play), about),
    needed: neededNow(about, play.rules),
    isDue:
      about.phase === 'running' ||
      (about.phase === 'approved' && (about.runAt === null || play.now >= about.runAt)),
  };
}

/** What became of it is taken from the store, as far as the rules allow it. */
async function afterRun(
  play: Play,
  about: Case,
  { isUntouched, valid, needed, isDue }: BeforeRun,
): Promise<void> {
  const stored = await play.ground.store.findRequest(about.id);
  const isReopened = isDue && stored?.state === 'pending';
  if (isReopened && (!isUntouched || valid.length >= needed))
    play.wrong.push('it was reopened without a reason');
  if (isReopened) {
    about.phase = 'pending';
    about.approvals = valid;
    about.needed = needed;
    about.expiresAt = play.now + play.rules.hours * hour;
  } else if (isDue && stored && stored.state !== 'approved') {
    about.phase = stored.state === 'executing' ? 'running' : stored.state === 'done' ? 'done' : 'failed';
  }
  about.touched = stored?.targets.some(({ outcome }) => outcome.result !== 'waiting') ?? false;
  about.isPaused = stored?.trouble?.code === 'hourly_limit';
  if (about.isPaused && (play.rules.limit === 0 || about.isLifted))
    play.wrong.push('it waits without a reason');
  if (isOver(about)) about.endedAt ??= play.now;
  noteDone(play, about, stored);
  await follow(play, about);
}

function noteDone(play: Play, about: Case, stored: Request | null): void {
  for (const { user, outcome } of stored?.targets ?? []) {
    if (outcome.result !== 'done' || about.done.some(({ id }) => id === user.id)) continue;
    about.done = [...about.done, { id: user.id, at: play.now }];
    if (play.company.users.get(user.id)?.isActive !== (about.action === 'reactivate'))
      play.wrong.push('somebody is called done and is not');
  }
}

/** The store says the same as the rules. */
async function follow(play: Play, about: Case): Promise<void> {
  const stored = await play.ground.store.findRequest(about.id);
  if (!stored) {
    play.wrong.push(`${about.id} is gone`);
    return;
  }
  const state = stored.state === 'executing' ? 'running' : stored.state;
  expectSame(play, 'the state', state, about.phase);
  expectSame(
    play,
    'the approvals',
    stored.approvals.map(({ approver }) => approver).toSorted(),
    about.approvals.toSorted(),
  );
  const out = stored.targets.filter(({ leftOutBy }) => leftOutBy !== null).map(({ user }) => user.id);
  expectSame(play, 'who is left out', out.toSorted(), about.leftOut.toSorted());
  if (about.phase === 'pending')
    expectSame(play, 'the deadline', stored.expiresAt.getTime(), about.expiresAt);
}

/** All is well again and time passes: everything that is open comes to its end. */
async function end(play: Play): Promise<void> {
  for (const about of play.cases) {
    if (about.phase === 'approved' && about.runAt !== null) play.now = Math.max(play.now, about.runAt);
    // Whom it changed before a clock was set back counts for an hour from then, by that clock.
    const until = Math.max(play.now, ...play.company.changes.map(({ at }) => at)) + 4 * hour;
    while (play.now < until && (about.phase === 'approved' || about.phase === 'running')) {
      await runAll(play, [about], [], [null]);
      play.now += hour / 10;
    }
  }
  for (const about of play.cases) {
    play.now = Math.max(play.now, about.expiresAt);
    await touch(play, about, { kind: 'expire', which: 0 });
    await follow(play, about);
    if (!isOver(about)) play.wrong.push(`${about.id} is forgotten: it is ${about.phase}`);
    const stored = await play.ground.store.findRequest(about.id);
    for (const { user, outcome, leftOutBy } of stored?.targets ?? []) {
      const isRun = about.phase === 'done' || about.phase === 'failed';
      // Who was left out after the request waited for a decision again has an item that is over.
      if (leftOutBy === null) expectSame(play, `${user.id} is through`, isSettled(outcome), isRun);
    }
    const wanted = stored?.targets.filter(({ leftOutBy }) => leftOutBy === null) ?? [];
    const areDone = wanted.every(
      ({ outcome }) => outcome.result === 'done' || outcome.result === 'already' || about.dryRun,
    );
    if (about.phase === 'done' && !areDone) play.wrong.push(`${about.id} is called done`);
  }
}

function idOf(at: number): string {
  return `U${(names[at % names.length] ?? '').toUpperCase()}`;
}

function pick<T>(list: readonly T[], at: number): T | undefined {
  return list[at % Math.max(1, list.length)];
}
