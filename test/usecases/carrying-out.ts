import type { AuditEntry } from '../../src/requests/audit.ts';
import { WorkfrontFailure } from '../../src/requests/errors.ts';
import type { Held } from '../../src/requests/holdings.ts';
import { accessItems, phase, type FieldValue, type Item } from '../../src/requests/items.ts';
import type { NewJob } from '../../src/requests/jobs.ts';
import type { Policy } from '../../src/requests/policy.ts';
import type { Ports } from '../../src/requests/ports.ts';
import { isSettled, type Outcome, type Request, type WorkfrontUser } from '../../src/requests/request.ts';
import { carryOut } from '../../src/usecases/carry-out.ts';
import { aRequest, aTarget, aUser, minutesAfterNoon, noon } from '../store/builders.ts';
import { keeping, peopleOf, workfrontOf } from './in-memory.ts';
import { policyWith } from './policy-with.ts';

const rita = 'U01RITA';
export const [alan, bea] = ['U01ALAN', 'U01BEA'] as const;
export const tyler = aUser({ name: 'Tyler Reid', email: 'tyler.reid@acme.example', username: 'treid' });
export const kim = aUser({ name: 'Kim Lee', email: 'kim.lee@acme.example', username: 'klee' });
export const byAnswer: Outcome = { result: 'done', confirmedBy: 'answer' };

/** A request of Rita's about Tyler that Alan approved at noon. */
export function approved(changes: Partial<Request> = {}): Request {
  return aRequest({
    id: 'r7kq2m9x3ta',
    requester: rita,
    targets: [aTarget(tyler)],
    state: 'approved',
    approvals: [{ approver: alan, at: noon }],
    ...changes,
  });
}

/** Where a runner can be when another one takes the request over. */
type Place = 'starting' | 'reading' | 'proving' | 'leaving' | 'sending';

export type Stage = {
  /** What is in Workfront; else who the request is about, as they were seen. */
  readonly users?: readonly WorkfrontUser[];
  /** What they hold there, all of which can change hands. */
  readonly held?: readonly Held[];
  /** What went from them to others before, as items of the request by which it did. */
  readonly handedOver?: readonly Item[];
  readonly own?: Partial<Ports['workfront']>;
  readonly people?: Partial<Ports['people']>;
  readonly policy?: Partial<Policy>;
  readonly items?: readonly Item[];
  readonly at?: Date;
  readonly atOnce?: boolean;
  /** How many people were changed within the last hour, and how many more it is after the first look. */
  readonly changed?: number;
  readonly changedMeanwhile?: number;
  readonly unproven?: boolean;
  /** Version 90 stands from there on; `gone`: none does. */
  readonly overtaken?: Place;
  readonly gone?: Place;
};

/** Carries a request out with a store that keeps it, and a Workfront that does what it is told. */
export async function run(of: Request, stage: Stage = {}) {
  let request = of;
  let isGone = false;
  const items = new Map((stage.items ?? accessItems(of)).map((item) => [placeOf(item), item]));
  const rows: AuditEntry[] = [];
  const jobs: NewJob[] = [];
  const now = () => stage.at ?? minutesAfterNoon(1);
  const meet = (place: Place) => {
    if (stage.overtaken === place) request = { ...request, version: 90 };
    if (stage.gone === place) isGone = true;
  };

  meet('starting');

  let counted = 0;
  const { changed = 0, changedMeanwhile = 0 } = stage;
  const countChangedSince = async (since: Date) => {
    counted += 1;
    if (now().getTime() - since.getTime() !== 3_600_000) throw new Error('an hour counts');
    return counted === 1 ? changed : changed + changedMeanwhile;
  };
  const { store } = keeping(
    [],
    {
      findRequest: async () => request,
      findVersion: async () => request.version,
      findBeforeDeactivation: async () => new Map(),
      findOpenRequestsFor: async () => new Map(),
      listItems: async () => [...items.values()],
      listHandedOver: async () => (stage.handedOver ?? []).map((item) => ({ requestId: 'r1', item })),
      countChangedSince,
      async proveApprovals(_, sending) {
        meet('proving');
        if (sending.length === 0) throw new Error('there is nothing to prove');
        return stage.unproven ? { proven: false, why: 'a row is missing' } : { proven: true };
      },
      findDueItems: async (_, until, limit) => dueOf([...items.values()], until, limit),
    },
    {
      lockRequest: async () => (isGone ? null : { ...request, tallies: talliesOf([...items.values()]) }),
      countChangedSince,
      async save(change) {
        request = change.request ?? request;
        for (const one of change.items ?? []) items.set(placeOf(one), one);
        rows.push(...(change.audit ?? []));
        jobs.push(...(change.jobs ?? []));
        return [];
      },
    },
  );

  const users = new Map((stage.users ?? of.targets.map(({ user }) => user)).map((user) => [user.id, user]));
  const holders = new Map((stage.held ?? []).map(({ id, holder }) => [id, holder]));
  const valueOf = (id: string): FieldValue => holders.get(id) ?? users.get(id)?.isActive ?? null;
  const sent: string[][] = [];
  const base = workfrontOf([], {
    readUsers: async (ids) =>
      new Map(ids.flatMap((id) => users.get(id) ?? []).map((user) => [user.id, user])),
    readValues: async (_, changes) => new Map(changes.map(({ id }) => [id, valueOf(id)])),
    movedBy: () => ({ type: 'PROJ', field: 'ownerID' }),
    listHoldings: async (kind) => (stage.held ?? []).filter((one) => one.kind === kind),
    async write(_, changes, mayLeave) {
      if (!(await mayLeave())) throw new WorkfrontFailure('outcome_unknown', 'another has it');
      sent.push(changes.map(({ id }) => users.get(id)?.name ?? id));
      for (const { id, to } of changes) {
        const user = users.get(id);
        if (user) users.set(id, { ...user, isActive: to === true });
        else holders.set(id, String(to));
      }
      return new Map(changes.map(({ id, to }) => [id, to]));
    },
    ...stage.own,
  });
  const workfront: Ports['workfront'] = {
    ...base,
    async readUsers(ids) {
      meet('reading');
      return base.readUsers(ids);
    },
    async write(...sending) {
      meet('leaving');
      try {
        return await base.write(...sending);
      } finally {
        meet('sending');
      }
    },
  };
  const members = { members: async (list: readonly string[]) => new Set(list) };
  const people = { ...peopleOf({ [rita]: {}, [alan]: {}, [bea]: {} }), ...members, ...stage.people };
  const policy = policyWith({ hourlyLimit: 0, ...stage.policy });
  const thrown = await carryOut({ store, workfront, people, now }, policy, of.id, stage.atOnce).then(
    () => null,
    (error: unknown) => error,
  );
  return {
    request,
    items: [...items.values()],
    sent,
    thrown,
    rows,
    outcomes: request.targets.map(({ outcome }) => outcome),
    events: rows.map(({ event }) => event),
    again: jobs.flatMap(({ job, startAfter }) => (job.name === 'execute' ? [startAfter] : [])),
  };
}

const placeOf = (item: Item) => `${item.phase} ${item.position}`;

/** Of the earliest phase that is not over, and of one kind; those that were never tried come first. */
function dueOf(items: readonly Item[], until: Date, limit: number) {
  const open = items.filter(({ outcome }) => !isSettled(outcome));
  const current = phase.options.find((one) => open.some((item) => item.phase === one));
  const ofPhase = open.filter((item) => item.phase === current);
  const due = ofPhase.filter(({ retry }) => !retry || retry.nextTryAt <= until);
  const inOrder = [...due.filter(({ retry }) => !retry), ...due.filter(({ retry }) => retry)].slice(0, limit);
  const [first = null] = inOrder;
  const next = first ? null : (ofPhase[0] ?? null);
  return { items: inOrder.filter(({ kind }) => kind === first?.kind), next };
}

/** As the store counts what changes hands, each thing for itself. */
function talliesOf(items: readonly Item[]): Request['tallies'] {
  return items.flatMap(({ kind, outcome }) =>
    kind === 'access'
      ? []
      : [{ kind, result: outcome.result, reason: 'reason' in outcome ? outcome.reason : null, count: 1 }],
  );
}
