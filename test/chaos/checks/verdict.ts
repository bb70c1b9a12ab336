import { expect } from 'vitest';

import type { StoreTarget } from '../../../src/store/open.ts';
import { removeTarget } from '../../support/store.ts';
import type { Crowd } from '../support/crowd.ts';
import { largest, type Figures } from '../support/settings.ts';
import type { Stage } from '../support/stage.ts';
import { slackProblems } from './check-slack.ts';
import { forgottenDeeds, storeProblems, workfrontProblems } from './check-store.ts';
import { readFacts } from './facts.ts';

/** An ack that came later than this may have come before the decision was stored, not to keep Slack waiting. */
const storedFirstMs = 1_900;

/**
 * Fails unless store, Workfront and Slack agree, and nothing is lost or doubled that people count on. No bot
 * may run any more. Returns what happened, in figures.
 */
export async function expectAllKept(
  stage: Stage,
  target: StoreTarget,
  crowd: Pick<Crowd, 'deeds' | 'acks'>,
  killedAt: readonly number[],
): Promise<Figures> {
  const facts = await readFacts(target);
  const { problems, doubles } = slackProblems(stage.slack, facts);
  expect([...storeProblems(facts), ...workfrontProblems(stage, facts), ...problems]).toEqual([]);
  const forgotten = forgottenDeeds(crowd.deeds, facts);
  expect(forgotten.filter(({ at, ackedAt }) => (ackedAt ?? at) - at < storedFirstMs)).toEqual([]);
  expect(facts.requests.length).toBeGreaterThan(0);
  // A bot that dies between a post and its record posts again: four requests and one audit line at a time.
  const doubled = doubles.results + doubles.auditLines + doubles.answers;
  expect(doubled).toBeLessThanOrEqual(5 * killedAt.length);
  return {
    kills: killedAt.length,
    requests: facts.requests.length,
    clicks: crowd.deeds.filter(({ ackedAt }) => ackedAt !== null).length,
    lost: forgotten.length,
    doubled,
    'dead placeholders': doubles.placeholders,
    'slowest ack ms': Math.round(largest(crowd.acks)),
  };
}

/** Ends the simulators and removes the data. */
export async function clear(stage: Stage, target: StoreTarget): Promise<void> {
  await stage.close();
  await removeTarget(target);
}
