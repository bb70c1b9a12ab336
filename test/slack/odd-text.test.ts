import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { odditiesOf, seen } from '../../src/slack/odd-text.ts';

const odd = (name: string, email = 'jordan.lee@acme.example') => odditiesOf({ name, email });

describe('what is odd about a name or an address', () => {
  test.each([
    ['a zero-width space', 'Jordan\u200BLee', 'Jordan[U+200B]Lee'],
    ['a mark that turns the direction', '\u202Eabc', '[U+202E]abc'],
    ['many of one kind, written once', 'a\0\0\0b', 'a[U+0000]b'],
    ['a filler that takes no room', 'Lee\u3164', 'Lee[U+3164]'],
    ['a tag', 'Lee\u{E0041}', 'Lee[U+E0041]'],
    ['a soft hyphen', 'Jor\u00ADdan', 'Jor[U+00AD]dan'],
  ])('%s is written out', (_what, name, expected) => {
    expect(seen(name)).toBe(expected);
    expect(odd(name)).toEqual(['invisible']);
    expect(odd('Jordan Lee', name)).toContain('invisible');
  });

  test.each([
    ['an emoji of several', 'Ada 👩‍💻 Brook ❤️ 👍🏽'],
    ['a joiner that Persian needs', 'علی\u200Cرضا'],
    ['a variant of a Japanese character', '葛\u{E0100}城'],
    ['accents, hyphens, apostrophes', 'Zoë O’Brien-Núñez'],
    ['Japanese with Latin', '山田 Taro'],
    ['another alphabet alone', 'Иван Петров'],
  ])('%s is not odd', (_what, name) => {
    expect(seen(name)).toBe(name);
    expect(odd(name)).toEqual([]);
  });

  test.each([
    ['a Cyrillic letter in a Latin name', 'J\u043Erdan Lee', 'jordan.lee@acme.example'],
    ['a family name in another alphabet', 'Jordan \u041Err', 'jordan.lee@acme.example'],
    ['a Greek letter in an address', 'Jordan Lee', 'j\u03BFrdan.lee@acme.example'],
  ])('%s is a mix of alphabets', (_what, name, email) => {
    expect(odd(name, email)).toEqual(['mixed']);
  });

  test('an address whose domain is Latin may be in another alphabet', () => {
    expect(odd('Иван', 'иван@acme.example')).toEqual([]);
  });

  test('what was written out is not odd any more', () => {
    const property = fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      expect(seen(seen(text))).toBe(seen(text));
    });
    fc.assert(property, { numRuns: 1000 });
  });
});
