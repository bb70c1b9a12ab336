import { people } from '../../../sandbox/acme.ts';
import { en } from '../../../src/i18n/en.ts';
import { holdingKind, type HoldingKind, type Impact } from '../../../src/requests/holdings.ts';
import type { LookUp } from '../../../src/requests/ports.ts';
import type { Outcome, Request } from '../../../src/requests/request.ts';
import { understoodAnswer } from '../../../src/slack/views/answers.ts';
import type { Content } from '../../../src/slack/views/blocks.ts';
import { picker } from '../../../src/slack/views/picker.ts';
import { shownAnswer } from '../../../src/slack/views/shown.ts';
import { takenOverMessage } from '../../../src/slack/views/taken-over.ts';
import type { HeldPage } from '../../../src/usecases/list-held.ts';
import { aTarget, aUser, minutesAfterNoon, noon } from '../../store/builders.ts';
import { request } from './answers.ts';
import { another, tyler } from './cards.ts';

const bob = aUser({ name: 'Bob Berg', email: 'bob.berg@acme.example' });
const approvals = [{ approver: people.alan.id, at: minutesAfterNoon(5) }];
const finished = { approvals, startedAt: minutesAfterNoon(5), finishedAt: minutesAfterNoon(6) };
const moved: readonly HoldingKind[] = ['routing_rules', 'projects', 'templates', 'direct_reports'];

function impactOf(counts: Partial<Record<HoldingKind, number | null>>, atLeast = false): Impact {
  const all = holdingKind.options.map((kind) => {
    const count = counts[kind];
    return { kind, count: count === undefined ? 0 : count, moves: moved.includes(kind) };
  });
  return { counts: all, atLeast, readAt: noon };
}

const impact = impactOf({ approvals: 1, routing_rules: 2, projects: 12, tasks: 31, documents: 1 });
const wanted = { isWanted: true, onlyIfAll: false, back: null, plannedAt: null, reportedAt: null };
const planned = { ...wanted, plannedAt: minutesAfterNoon(5) };
const done: Outcome = { result: 'done', confirmedBy: 'read' };
const toBob = (result: Outcome) => ({ targets: [aTarget(tyler, { successor: bob, outcome: result })] });
const tallies = [
  { kind: 'projects', result: 'done', reason: null, count: 12 },
  { kind: 'routing_rules', result: 'done', reason: null, count: 1 },
  { kind: 'routing_rules', result: 'failed', reason: 'rejected', count: 1 },
] as const;
const back = { of: ['r7kq2m9x100'], count: 13 };

/** Cards about what people hold and who takes it over, by a name fit for a file. */
export const heldStates: Readonly<Record<string, Partial<Request>>> = {
  'pending-holds': { impact },
  'pending-holds-nothing': { impact: impactOf({}) },
  'pending-holds-unread': { impact: impactOf({ projects: 3, iterations: null, documents: null }, true) },
  'pending-hand-over': { impact, handOver: wanted, ...toBob({ result: 'waiting' }) },
  'pending-hand-over-all': {
    impact,
    handOver: { ...wanted, onlyIfAll: true },
    ...toBob({ result: 'waiting' }),
  },
  'pending-give-back': { action: 'reactivate', handOver: { ...wanted, back } },
  'pending-give-back-not': { action: 'reactivate', handOver: { ...wanted, isWanted: false, back } },
  'pending-undo': { action: 'reactivate', undoOf: 'r7kq2m9x100', reason: null },
  'executing-hand-over': {
    state: 'executing',
    approvals,
    handOver: planned,
    tallies,
    ...toBob({ result: 'waiting' }),
  },
  'done-hand-over': { state: 'done', ...finished, handOver: planned, tallies, ...toBob(done) },
  'done-given-back': {
    state: 'done',
    action: 'reactivate',
    ...finished,
    handOver: { ...planned, back },
    tallies,
    ...toBob(done),
  },
  stopped: {
    state: 'cancelled',
    approvals,
    decision: { by: people.alan.id, at: minutesAfterNoon(9), reason: 'She stays', stopped: true },
  },
};

const lookUp: LookUp = {
  id: 'rlook345678',
  action: 'deactivate',
  requester: people.rita.id,
  asked: 'lee',
  reason: 'she left',
  runAt: null,
  candidates: [],
  takeOver: null,
  createdAt: noon,
};
const things = [
  { kind: 'projects', name: 'Spring campaign', link: 'https://acme.my.workfront.adobe.com/project/1' },
  { kind: 'routing_rules', name: 'Artwork requests (Spring campaign)', link: null },
] as const;

/** What is answered about what people hold, and to whom one may mean. */
export function heldAnswers(): readonly { readonly name: string; readonly content: Content }[] {
  const lees = ['Jordan Lee', 'Morgan Lee'].map((name) => another(name).user);
  const why = request({ approvals });
  return [
    { name: 'answer-show', content: shownAnswer({ kind: 'one', user: tyler, impact }, en) },
    {
      name: 'answer-show-several',
      content: shownAnswer({ kind: 'several', asked: 'lee', users: lees, more: false }, en),
    },
    { name: 'answer-picker', content: picker(lookUp, lees, false, en) },
    { name: 'answer-understood', content: understoodAnswer(lookUp, tyler, en) },
    { name: 'to-successor', content: takenOverMessage(why, { from: [tyler], things }, en) },
  ];
}

const page = { of: 'r7kq2m9x100', page: 0, first: 0 };
const kinds = [
  { kind: 'projects', count: 12 },
  { kind: 'tasks', count: 31 },
] as const;

/** Details before anything was moved, and afterwards. */
export const heldPages: Readonly<Record<string, HeldPage>> = {
  before: {
    ...page,
    isOver: false,
    kinds,
    kind: 'projects',
    things: things.map((thing) => ({ ...thing, outcome: null })),
    total: 12,
  },
  after: {
    ...page,
    isOver: true,
    kinds,
    kind: 'projects',
    things: things.map((thing, at) => ({
      ...thing,
      outcome: at === 0 ? done : { result: 'failed', reason: 'rejected', detail: 'Rule: stays with IT' },
    })),
    total: 2,
  },
  nothing: { ...page, isOver: false, kinds: [], kind: null, things: [], total: 0 },
};
