import { describe, expect, expectTypeOf, test } from 'vitest';

import { en } from '../../src/i18n/en.ts';
import { protection } from '../../src/requests/refusal.ts';
import {
  failReason,
  outcome,
  skipReason,
  state,
  type FailReason,
  type Outcome,
  type SkipReason,
  type State,
} from '../../src/requests/request.ts';

/** A set as it would be with one member more. */
type OneMore<Known extends string> = Record<Known | 'a_new_member', unknown>;

describe('each closed set stands once, and what depends on it has to know every member', () => {
  test('states have their words', () => {
    expectTypeOf(en.state).toExtend<Record<State, unknown>>();
    expectTypeOf(en.state).not.toExtend<OneMore<State>>();
    expect(Object.keys(en.state).toSorted()).toEqual(state.options.toSorted());
  });

  test('reasons to skip have their words', () => {
    expectTypeOf(en.outcome.skipped).toExtend<Record<SkipReason, unknown>>();
    expectTypeOf(en.outcome.skipped).not.toExtend<OneMore<SkipReason>>();
    expect(Object.keys(en.outcome.skipped).toSorted()).toEqual(skipReason.options.toSorted());
  });

  test('reasons to fail have their words', () => {
    expectTypeOf(en.outcome.failed).toExtend<Record<FailReason, unknown>>();
    expectTypeOf(en.outcome.failed).not.toExtend<OneMore<FailReason>>();
    expect(Object.keys(en.outcome.failed).toSorted()).toEqual(failReason.options.toSorted());
  });

  test('reasons to protect somebody have their words', () => {
    expectTypeOf(en.refusals.protected).not.toExtend<OneMore<(typeof protection.options)[number]>>();
    expect(Object.keys(en.refusals.protected).toSorted()).toEqual(protection.options.toSorted());
  });

  test('outcomes are read from the store by the schema that types them', () => {
    expectTypeOf<Outcome['result']>().toEqualTypeOf<
      'waiting' | 'sending' | 'done' | 'already' | 'failed' | 'skipped'
    >();
    expect(() => outcome.parse({ result: 'a_new_member' })).toThrow('Invalid');
  });
});
