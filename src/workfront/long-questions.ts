import { z } from 'zod';

import { inChunks } from './chunks.ts';
import type { Client, Query } from './client.ts';
import { refusesForms, WorkfrontError } from './errors.ts';

/** The most people that an address asks about, which holds 8,892 bytes. */
const mostInAddress = 100;
/** The most that a form asks about, which is then about 50 kB; fewer where a server drops what is beyond 1,000 parameters. */
export const mostInForm = [1_000, 500] as const;
/** So much longer is what is tried: a question has other parameters too, whose names are longer than `ID`. */
const spare = 1.5;

type Operation = 'search' | 'count';

export type LongQuestions = {
  /**
   * Asks about people in as few requests as this Workfront takes: about many in one form where it does, otherwise in
   * as many addresses as their ids need. What a form is not answered for is asked by addresses too.
   * @throws WorkfrontError
   */
  askAbout<T>(
    operation: Operation,
    userIds: readonly string[],
    ask: (some: readonly string[], inForm: boolean) => Promise<T>,
  ): Promise<readonly T[]>;
};

/** So long counts what was found out, in milliseconds: a Workfront can change, and so can what stands before it. */
const foundFor = 10 * 60_000;

/** How many people a form may ask about; 0: only addresses are taken, as far as is known. */
type Finding = { readonly until: number; readonly most: Promise<number> };

/**
 * Forms are documented for searches, and for counts only as all else that is a GET; how long one may be is told
 * nowhere. So each is tried with a question whose answer is known, before a question about many: whoever asks about
 * few sends no such thing.
 */
export function createLongQuestions(
  client: Client,
  self: () => Promise<{ readonly id: string }>,
  now: () => Date,
): LongQuestions {
  const findings = new Map<Operation, Finding>();

  async function findMost(operation: Operation): Promise<number> {
    const { id } = await self();
    let words = '';
    for (const most of mostInForm) {
      const problem = await problemOf(client, operation, most, id);
      if (problem === null) return most;
      words = problem;
    }
    const facts = { operation, words };
    client.log.warn(facts, 'Workfront takes no long questions, so many people cost more requests');
    return 0;
  }

  function remember(operation: Operation, most: Promise<number>): Finding {
    const finding = { until: now().getTime() + foundFor, most };
    findings.set(operation, finding);
    return finding;
  }

  function latest(operation: Operation): Finding {
    const finding = findings.get(operation);
    const counts = finding !== undefined && now().getTime() < finding.until;
    return counts ? finding : remember(operation, findMost(operation));
  }

  return {
    async askAbout(operation, userIds, ask) {
      const inAddresses = () => inTurn(inChunks(userIds, mostInAddress), (some) => ask(some, false));
      if (userIds.length <= mostInAddress) return inAddresses();
      const finding = latest(operation);
      try {
        const most = await finding.most;
        if (most > 0) return await inTurn(inChunks(userIds, most), (some) => ask(some, true));
      } catch (error) {
        if (!(error instanceof WorkfrontError)) throw error;
        if (findings.get(operation) === finding) findings.delete(operation);
        const answers = await inAddresses();
        // What both ways refuse is refused for another reason; of several at once the first is told. A Workfront
        // that is busy is not asked more often for it.
        if (error.code !== 'throttled' && !findings.has(operation)) {
          remember(operation, Promise.resolve(0));
          const { status, code } = error;
          const facts = { operation, status, code };
          client.log.warn(
            facts,
            'Workfront did not answer a long question, so many people cost more requests',
          );
        }
        return answers;
      }
      return inAddresses();
    },
  };
}

async function inTurn<T>(
  parts: readonly (readonly string[])[],
  ask: (some: readonly string[]) => Promise<T>,
): Promise<readonly T[]> {
  const answers: T[] = [];
  for (const some of parts) answers.push(await ask(some));
  return answers;
}

const counted = z.object({ count: z.coerce.number() });
const rows = z.array(z.object({ ID: z.string().toLowerCase() }));

/**
 * The filter of a question whose answer is known: of so many ids one alone is somebody's. It comes last but one, so
 * that nobody is found where it is cut short or one of the repeated parameters is kept, and everybody where the
 * filter is overlooked.
 */
export function oneAmong(most: number, id: string): Query {
  const nobody = Array.from({ length: most * spare }, (_, index) => `${index}`.padStart(32, 'f'));
  return { ID_Mod: 'in', ID: [...nobody, id, 'f'.repeat(32)] };
}

const wrong = 'Workfront answered with others than were asked for';

/** Why a question so long is not to be asked; null: it is answered as it should be. */
async function problemOf(
  client: Client,
  operation: Operation,
  most: number,
  id: string,
): Promise<string | null> {
  const people = oneAmong(most, id);
  try {
    if (operation === 'count') {
      const { count } = await client.read('/user/count', people, counted, { bare: true, inForm: true });
      return count === 1 ? null : wrong;
    }
    const query = { fields: 'ID', $$LIMIT: '2', ...people };
    const [one, ...more] = await client.read('/user/search', query, rows, { inForm: true });
    return one?.ID === id && more.length === 0 ? null : wrong;
  } catch (error) {
    if (error instanceof WorkfrontError && refusesForms(error)) return error.message;
    throw error;
  }
}
