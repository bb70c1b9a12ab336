import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { en, type Texts } from '../../src/i18n/en.ts';
import type { Line } from '../../src/i18n/line.ts';

const languages: Readonly<Record<string, Texts>> = { en };

/**
 * Every text with its place. Texts that take arguments get `action` for each of them: a word that is an
 * action where one is wanted, and a word like any other elsewhere.
 */
function textsOf(value: unknown, action: string, place: string): readonly (readonly [string, unknown])[] {
  if (typeof value === 'function') {
    const words: unknown = Reflect.apply(
      value,
      undefined,
      Array.from({ length: value.length }, () => action),
    );
    return textsOf(words, action, place);
  }
  if (isLine(value)) return [[place, read(value)]];
  if (typeof value !== 'object' || value === null) return [[place, value]];
  return Object.entries(value).flatMap(([name, inner]) => textsOf(inner, action, `${place}.${name}`));
}

/** The words of a line. */
function read(text: string | Line): string {
  if (typeof text === 'string') return text;
  return text.map((part) => (part.kind === 'text' ? part.text : part.kind)).join('');
}

function isLine(value: unknown): value is Line {
  return Array.isArray(value);
}

const cases = Object.entries(languages).flatMap(([name, texts]) => [
  ...textsOf(texts, 'deactivate', name),
  ...textsOf(texts, 'reactivate', name),
]);

describe('every text in every language', () => {
  test.each(cases)('%s says something, calmly', (_place, text) => {
    expect(text).toBeTypeOf('string');
    expect(text).toMatch(/\S/u);
    expect(text).not.toMatch(/undefined|null|NaN|\[object|!/u);
  });
});

describe.each(Object.entries(languages))('in %s', (_language, texts) => {
  const { outcome, refusals, audit, command, confirm, heading, picker } = texts;

  test.each<[string, (given: string | null) => string | Line]>([
    ['who decided', (by) => refusals.already_decided.done(by)],
    ['since when somebody is inactive', (since) => refusals.inactive_already('Tyler', since)],
    ['since when it had been done', (since) => outcome.already('deactivate', 'Tyler', since)],
    ['when it is to be done', (when) => audit.asked('Rita', 'deactivate Tyler', when)],
    ['why it was asked', (reason) => audit.askedBy('Rita', reason)],
    ['what Workfront said', (detail) => outcome.failed.rejected('deactivate', 'Tyler', detail ?? '')],
  ])('%s is said where it is known, and left out where it is not', (_what, say) => {
    expect(read(say('KNOWN'))).toContain('KNOWN');
    expect(read(say(null))).not.toMatch(/null|undefined|: *$|\( *\)/u);
  });

  test('deactivating and reactivating do not read alike', () => {
    const verbs = (['deactivate', 'reactivate'] as const).map((action) => [
      heading.pending(action, 'Tyler'),
      heading.running(action, 'Tyler'),
      heading.done(action, 'Tyler'),
      confirm.approve(action),
      confirm.effect[action](1),
      read(outcome.done(action, 'Tyler', 'now')),
      read(command.listed(action, 'Tyler', 'done')),
    ]);
    const [first = [], second = []] = verbs;
    expect(first.filter((text, index) => text === second[index])).toEqual([]);
  });

  test('whatever somebody tried has words for the audit channel', () => {
    const folder = new URL('../../src/usecases/', import.meta.url);
    const sources = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'));
    const tried = sources.flatMap((source) =>
      [...source.matchAll(/attempted: '(\w+)'/gu)].map(([, name]) => name),
    );
    expect(new Set(tried)).toContain('ask_many');
    expect(tried.filter((name) => name && !Object.hasOwn(audit.tried, name))).toEqual([]);
  });

  test('numbers are said', () => {
    expect(confirm.progress(1, 2)).toMatch(/1.*2/u);
    expect(read(picker.title(3, 'Lee'))).toMatch(/3.*Lee/u);
    expect(read(picker.title(1, 'Lee'))).toContain('Lee');
    expect(read(refusals.too_many_targets(5, 7, 2))).toMatch(/5.*7.*2/u);
  });
});
