import { describe, expect, test } from 'vitest';

import { WorkfrontFailure, type WorkfrontFailureCode } from '../../src/requests/errors.ts';
import { aTarget, minutesAfterNoon, noon } from '../store/builders.ts';
import { approved, bea, kim, run, tyler } from './carrying-out.ts';
import { failing } from './in-memory.ts';

const at = minutesAfterNoon;
const failure = (code: WorkfrontFailureCode, maybeDone = false) =>
  new WorkfrontFailure(code, code, { maybeDone });

describe('a runner that another one has overtaken', () => {
  test.each(['reading', 'proving', 'leaving'] as const)(
    'while it was %s sends and stores nothing',
    async (place) => {
      const came = await run(approved(), { overtaken: place });
      expect(came).toMatchObject({ sent: [], thrown: null, request: { version: 90, state: 'executing' } });
      expect(came.events).toEqual(['execution_started']);
      expect(came.again).toEqual([]);
    },
  );

  test('while it was sending stores nothing of what came of it', async () => {
    const lost = failing(failure('unavailable', true));
    for (const own of [{}, { write: lost, readValues: lost }]) {
      const came = await run(approved(), { overtaken: 'sending', own });
      expect(came).toMatchObject({
        thrown: null,
        request: { version: 90 },
        outcomes: [{ result: 'sending' }],
      });
      expect(came).toMatchObject({ events: ['execution_started'], again: [] });
    }
  });

  test('stores nothing of those that are over, or cannot be done now, or wait for room', async () => {
    const targets = [aTarget(tyler), aTarget(kim)];
    for (const stage of [
      { users: [] },
      { users: [{ ...tyler, isActive: false }, kim], policy: { hourlyLimit: 5 }, changed: 5 },
      { policy: { hourlyLimit: 5 }, changed: 5 },
      { own: { readUsers: failing(failure('unavailable')) } },
      { own: { readUsers: failing(failure('forbidden')) } },
    ]) {
      const came = await run(approved({ targets }), { ...stage, overtaken: 'reading' });
      expect(came).toMatchObject({ thrown: null, request: { version: 90 }, events: ['execution_started'] });
      expect(came).toMatchObject({ again: [], outcomes: [{ result: 'waiting' }, { result: 'waiting' }] });
    }
  });

  test.each(['reading', 'proving'] as const)(
    'stops where the request is gone, too, while it was %s',
    async (gone) => {
      const came = await run(approved(), { gone });
      expect(came).toMatchObject({ sent: [], thrown: null, events: ['execution_started'] });
    },
  );
});

describe('the limit for an hour', () => {
  const targets = [aTarget(tyler), aTarget(kim)];

  test('lets as many go as there is room for, and pauses with the others', async () => {
    const came = await run(approved({ targets }), { policy: { hourlyLimit: 5 }, changed: 4 });
    expect(came.sent[0]).toEqual(['Tyler Reid']);
    const full = await run(approved({ targets }), { policy: { hourlyLimit: 5 }, changed: 5 });
    expect(full).toMatchObject({
      sent: [],
      request: { state: 'executing', trouble: { code: 'hourly_limit' } },
    });
    expect(full.events).toEqual(['execution_started', 'paused']);
    expect(full.request.version).toBe(3);
    const still = await run(full.request, { policy: { hourlyLimit: 5 }, changed: 5 });
    expect(still).toMatchObject({ sent: [], events: [], again: [at(6)] });
    const lifted = { by: bea, at: noon };
    const free = await run(approved({ targets, lifted }), { policy: { hourlyLimit: 5 }, changed: 5 });
    expect(free.request.state).toBe('done');
  });

  test('lets those be over that need nothing, and does not count who was sent before', async () => {
    const users = [{ ...tyler, isActive: false }, kim];
    const came = await run(approved({ targets }), { policy: { hourlyLimit: 5 }, changed: 5, users });
    expect(came.outcomes).toMatchObject([{ result: 'already' }, { result: 'waiting' }]);
    const all = await run(approved(), { policy: { hourlyLimit: 5 }, changed: 5, users });
    expect(all).toMatchObject({ outcomes: [{ result: 'already' }], request: { state: 'done' } });
    const free = await run(approved(), { policy: { hourlyLimit: 5 }, changed: 1, users });
    expect(free).toMatchObject({
      outcomes: [{ result: 'already' }],
      request: { state: 'done' },
      thrown: null,
    });
    const sent = [aTarget(tyler, { outcome: { result: 'sending' } })];
    const running = approved({ state: 'executing', startedAt: noon, targets: sent });
    expect((await run(running, { policy: { hourlyLimit: 5 }, changed: 5 })).sent).toEqual([['Tyler Reid']]);
  });

  test('lets those go first that were sent before, each once', async () => {
    const sent = [aTarget(tyler), aTarget(kim, { outcome: { result: 'sending' } })];
    const running = approved({ state: 'executing', startedAt: noon, targets: sent });
    const one = await run(running, { policy: { hourlyLimit: 5 }, changed: 5, changedMeanwhile: 0 });
    expect(one.sent).toEqual([['Kim Lee']]);
    const both = await run(running, { policy: { hourlyLimit: 5 }, changed: 4 });
    expect(both.sent).toEqual([['Kim Lee', 'Tyler Reid']]);
    const turned = { ...running, targets: running.targets.toReversed() };
    const again = await run(turned, { policy: { hourlyLimit: 5 }, changed: 4 });
    expect(again.sent).toEqual([['Kim Lee', 'Tyler Reid']]);
  });

  test('counts what others send at the same moment', async () => {
    const came = await run(approved({ targets }), {
      policy: { hourlyLimit: 5 },
      changed: 0,
      changedMeanwhile: 5,
    });
    expect(came).toMatchObject({ sent: [], request: { trouble: { code: 'hourly_limit' } } });
    expect(came.outcomes).toEqual([{ result: 'waiting' }, { result: 'waiting' }]);
  });
});
