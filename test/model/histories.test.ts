import { randomBytes } from 'node:crypto';

import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { sayFault } from '../../src/audit/faults.ts';
import { verifyStore } from '../../src/audit/verify-store.ts';
import { readAuditAsStored } from '../../src/store/audit-log.ts';
import { openStore } from '../../src/store/open.ts';
import { readRequests } from '../../src/store/request-lists.ts';
import { readSealedRow } from '../../src/store/rows.ts';
import { newKey } from '../audit/builders.ts';
import { patienceMs, runs } from '../fuzz/budget.ts';
import { createTestLog, engines, newTarget, removeTarget } from '../support/store.ts';
import { policyWith } from '../usecases/policy-with.ts';
import { moods, type Mood } from './company.ts';
import { playHistory, type Event } from './play.ts';

const who = fc.nat(6);
const which = fc.constantFrom(0, 0, 1, 2);
/** Mostly those who may. */
const decider = fc.constantFrom(0, 1, 2, 2, 3, 3, 4, 4, 5, 6);
const mood = fc.array(fc.constantFrom<Mood>(...moods), { maxLength: 6 });

/** The likelier it is, the more there is to see. */
const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('submit'),
      action: fc.constantFrom('deactivate', 'deactivate', 'deactivate', 'reactivate'),
      who: fc.constantFrom(0, 0, 0, 1, 6),
      targets: fc.array(fc.nat(6), { minLength: 1, maxLength: 4 }),
      inHours: fc.constantFrom(null, null, 1, 30),
    }),
  },
  { weight: 14, arbitrary: fc.record({ kind: fc.constant('approve'), who: decider, which }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('approve_at_once'), who: decider, other: decider, which }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('deny', 'take_back', 'take_back', 'cancel', 'stop', 'stop'),
      who,
      which,
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('undo', 'go_on'), who: decider, which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('leave_out'), who, which, target: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('expire', 'escalate'), which }) },
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constant('carry_out'),
      which,
      moods: mood,
      crashAfter: fc.option(fc.nat(16), { nil: null }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('carry_out_twice'), which, moods: mood }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('carry_out_all'), moods: mood }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('clock'), hours: fc.constantFrom(0.1, 1, 1, 25, 73, -3) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('person'),
      who,
      change: fc.constantFrom(
        { approves: false },
        { approves: true },
        { isMember: false },
        { isMember: true },
        { asks: false },
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('rules'),
      change: fc.constantFrom(
        { needed: 1 },
        { needed: 2 },
        { needed: 3 },
        { dryRun: true },
        { dryRun: true },
        { dryRun: false },
        { brake: 1 },
        { limit: 1 },
        { limit: 2 },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('directory'), target: fc.nat(6) }) },
);

test.each(engines)(
  'no history of people, crashes and clocks breaks the rules, on %s',
  { timeout: patienceMs },
  async (engine) => {
    const key = { ...newKey(), unsealedUpTo: null };
    const target = await newTarget(engine);
    // Long ago, so that no history comes to where the store's own clock is: what lies after that it mends.
    let start = Date.parse('1400-03-02T12:00:00Z');
    const opened = await openStore({ target, log: createTestLog(), keys: () => key });
    try {
      const ground = {
        store: opened.store,
        policy: policyWith(),
        newId: () => `r${randomBytes(5).toString('hex')}`,
        nextStart: () => (start += 200 * 86_400_000),
      };
      const property = fc.asyncProperty(
        fc.constantFrom(0, 0, 1, 3),
        fc.array(event, { minLength: 5, maxLength: 30, size: 'max' }),
        async (limit, history) => {
          expect(await playHistory(ground, [{ kind: 'rules', change: { limit } }, ...history])).toEqual([]);
        },
      );
      await fc.assert(property, runs(4, 1, 1_000));
      const rows = readAuditAsStored(opened.db);
      const verdict = await verifyStore(
        { rows, read: readSealedRow, requests: readRequests(opened.db) },
        { keys: key.keys },
      );
      expect(verdict.ok ? [] : verdict.faults.map(sayFault)).toEqual([]);
    } finally {
      await opened.close({ timeoutMs: 1_000 });
      await removeTarget(target);
    }
  },
);
