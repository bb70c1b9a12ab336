import { holdingKind, type HeldCount, type HoldingKind } from '../requests/holdings.ts';
import type { Holdings } from '../requests/ports.ts';
import { listStages, tryStages } from './approval-stages.ts';
import type { Client } from './client.ts';
import { WorkfrontError } from './errors.ts';
import { countThings, listThings, tryLooks, type Found, type Questions } from './held-rows.ts';
import { kinds, type Kind } from './kinds.ts';
import { createLongQuestions } from './long-questions.ts';

export type HoldingsOptions = {
  readonly client: Client;
  /** Workfront's own address, for links. */
  readonly url: string;
  /** Whether task and issue assignments are given to somebody else too. */
  readonly handOverAssignments: boolean;
  readonly self: () => Promise<{ readonly id: string; readonly isAdmin: boolean }>;
  readonly now: () => Date;
};

export type HoldingsCheck = {
  /**
   * Tries the request of each kind. A kind that Workfront refuses, since it does not know the object or a field, is
   * switched off, alone; gives those, with Workfront's words. One that cannot be asked now stays. Finds out too how
   * many people Workfront takes in one question.
   */
  checkKinds(): Promise<readonly { readonly kind: HoldingKind; readonly words: string }[]>;
};

/** What people hold, by the table of kinds. @see kinds.ts */
export function createHoldings(options: HoldingsOptions): Omit<Holdings, 'readValues'> & HoldingsCheck {
  const { client, url, handOverAssignments, self, now } = options;
  const off = new Set<HoldingKind>();
  const { howOf, asked, isKnown } = createAsking(client.log);
  const questions = { client, ...createLongQuestions(client, self, now) };

  const movedBy: Holdings['movedBy'] = (kind) => {
    const { moved } = howOf(kind);
    if (!moved || off.has(kind) || (moved.when === 'assignments' && !handOverAssignments)) return null;
    return { type: moved.type, field: moved.field };
  };
  const linkOf = ({ path }: Found) => path && new URL(path, url).href;

  const countKind = async (kind: HoldingKind, userIds: readonly string[]): Promise<Counted> => {
    try {
      const count = await asked(kind, (how) => countOf(questions, kind, how, userIds));
      return { failure: null, isUnknown: false, held: { kind, count, moves: movedBy(kind) !== null } };
    } catch (error) {
      if (!(error instanceof WorkfrontError)) throw error;
      const isUnknown = isRefusal(error) && !isKnown(kind);
      return { failure: error, isUnknown, held: { kind, count: null, moves: movedBy(kind) !== null } };
    }
  };
  /** As at the start, where Workfront was away then. */
  const switchOff = ({ held: { kind }, failure }: Counted): void => {
    off.add(kind);
    const words = failure?.detail || failure?.message;
    client.log.warn({ kind, words }, 'Workfront does not know this kind, so cards say nothing of it');
  };
  return {
    movedBy,
    async countHoldings(userIds, wanted = holdingKind.options) {
      const on = wanted.filter((kind) => !off.has(kind));
      const people = [...new Set(userIds)];
      const [counted, { isAdmin }] = await Promise.all([
        Promise.all(on.map((kind) => countKind(kind, people))),
        self(),
      ]);
      const [first] = counted;
      if (first?.failure && counted.every(({ failure }) => failure)) throw first.failure;
      for (const one of counted) if (one.isUnknown) switchOff(one);
      const counts = counted.filter(({ isUnknown }) => !isUnknown).map(({ held }) => held);
      return { counts, atLeast: !isAdmin, readAt: now() };
    },
    async listHoldings(kind, userIds, { first, limit }) {
      if (off.has(kind) || userIds.length === 0) return [];
      const people = [...new Set(userIds)];
      const found = await asked(kind, (how) => listOf(questions, kind, how, people, first + limit));
      return found.slice(first, first + limit).map(({ path, ...thing }) => {
        return { ...thing, link: linkOf({ ...thing, path }) };
      });
    },
    async checkKinds() {
      const { id } = await self();
      const refused = [];
      for (const kind of holdingKind.options) {
        const words = await refusalOf(() => asked(kind, (how) => tryKind(client, kind, how, id)));
        if (words === null) continue;
        off.add(kind);
        refused.push({ kind, words });
      }
      return refused;
    },
  };
}

/** `isUnknown`: Workfront refused the first request of this kind that it answered. */
type Counted = {
  readonly held: HeldCount;
  readonly failure: WorkfrontError | null;
  readonly isUnknown: boolean;
};

const simplerOf = (kind: HoldingKind): Kind => ({ ...kinds[kind], ...kinds[kind].simpler });

/** How kinds are asked for: as the table says, or more simply once Workfront refused that and took the simpler. */
function createAsking(log: Client['log']) {
  const simple = new Set<HoldingKind>();
  const known = new Set<HoldingKind>();
  const howOf = (kind: HoldingKind): Kind => (simple.has(kind) ? simplerOf(kind) : kinds[kind]);

  async function asked<T>(kind: HoldingKind, ask: (how: Kind) => Promise<T>): Promise<T> {
    const answer = await askedAsItTakes(kind, ask);
    known.add(kind);
    return answer;
  }

  async function askedAsItTakes<T>(kind: HoldingKind, ask: (how: Kind) => Promise<T>): Promise<T> {
    try {
      return await ask(howOf(kind));
    } catch (error) {
      if (!isRefusal(error) || simple.has(kind) || !kinds[kind].simpler) throw error;
      const answer = await ask(simplerOf(kind));
      simple.add(kind);
      const isMoved = kinds[kind].moved !== null && simplerOf(kind).moved !== null;
      const facts = { kind, words: error.detail || error.message, isMoved };
      log.warn(facts, 'Workfront does not know all that is asked of this kind; it is asked for more simply');
      return answer;
    }
  }
  return { howOf, asked, isKnown: (kind: HoldingKind) => known.has(kind) };
}

async function countOf(
  questions: Questions,
  kind: HoldingKind,
  how: Kind,
  userIds: readonly string[],
): Promise<number> {
  if (kind === 'approval_stages') return (await listStages(questions.client, userIds)).length;
  return countThings(questions, kind, how, userIds);
}

async function listOf(
  questions: Questions,
  kind: HoldingKind,
  how: Kind,
  userIds: readonly string[],
  upTo: number,
): Promise<readonly Found[]> {
  if (kind === 'approval_stages') return listStages(questions.client, userIds);
  return listThings(questions, kind, how, userIds, upTo);
}

async function tryKind(client: Client, kind: HoldingKind, how: Kind, userId: string): Promise<void> {
  return kind === 'approval_stages' ? tryStages(client) : tryLooks(client, how, userId);
}

/** Why Workfront does not take a request; null: it does, or does not answer now. */
async function refusalOf(ask: () => Promise<void>): Promise<string | null> {
  try {
    await ask();
    return null;
  } catch (error) {
    if (!(error instanceof WorkfrontError)) throw error;
    return isRefusal(error) ? error.detail || error.message : null;
  }
}

/** A wrong object or field is told in different ways; busy, away, forbidden and odd answers are none of them. */
function isRefusal(error: unknown): error is WorkfrontError {
  return error instanceof WorkfrontError && error.status !== null && refusals.has(error.code);
}

const refusals: ReadonlySet<string> = new Set(['invalid', 'not_found', 'misconfigured']);
