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

/**
 * Forms are documented for searches, and for counts only as all else that is a GET; how long one may be is told
 * nowhere. So each is tried with a question whose answer is known, before the first question about many: whoever asks
 * about few sends no such thing.
 */
export function createLongQuestions(
  client: Client,
  self: () => Promise<{ readonly id: string }>,
): LongQuestions {
  const found = new Map<Operation, Promise<number>>();

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

  /** 0: only addresses are taken, as far as is known. */
  async function mostIn(operation: Operation): Promise<number> {
    const most = found.get(operation) ?? findMost(operation);
    found.set(operation, most);
    try {
      return await most;
    } catch (error) {
      found.delete(operation);
      if (!(error instanceof WorkfrontError)) throw error;
      return 0;
    }
  }

  return {
    async askAbout(operation, userIds, ask) {
      const inAddresses = () => inTurn(inChunks(userIds, mostInAddress), (some) => ask(some, false));
      const most = userIds.length > mostInAddress ? await mostIn(operation) : 0;
      if (most === 0) return inAddresses();
      const before = found.get(operation);
      try {
        return await inTurn(inChunks(userIds, most), (some) => ask(some, true));
      } catch (error) {
        if (!(error instanceof WorkfrontError)) throw error;
        const answers = await inAddresses();
        // What both ways refuse is refused for another reason; of several at once the first is told.
        if (refusesForms(error) && found.get(operation) === before) {
          found.set(operation, Promise.resolve(0));
          const { status, code } = error;
          client.log.warn({ operation, status, code }, 'Workfront takes no long questions any more');
        }
        return answers;
      }
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
