import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { oneLine } from '../../src/slack/odd-text.ts';
import { cut, cutMarkup, escape, unescape } from '../../src/slack/text.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 300 });
const emoji = fc.array(fc.constantFrom('🙂', '👩‍💻', 'a'), { maxLength: 100 }).map((parts) => parts.join(''));
const limit = fc.integer({ min: 0, max: 200 });

describe('cut', () => {
  test('is never longer than the limit, keeps what fits, and shows what it did', () => {
    const property = fc.property(fc.oneof(anyText, emoji), limit, (text, most) => {
      const short = cut(text, most);
      expect(short.length).toBeLessThanOrEqual(most);
      expect(short === text).toBe(text.length <= most);
      expect(short === text || most < 2 || short.endsWith(' …')).toBe(true);
    });
    fc.assert(property, { numRuns: 1000 });
  });

  test('never splits a character in two', () => {
    const property = fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), emoji), limit, (text, most) => {
      expect(cut(text, most).isWellFormed()).toBe(true);
    });
    fc.assert(property, { numRuns: 1000 });
  });

  test.each(['\u{10000}', '\u{10FFFF}'])('never splits %j, the first and the last of its kind', (one) => {
    expect(cut(`a${one}bcdef`, 4)).toBe('a …');
  });

  test('takes another mark', () => {
    expect(cut('abcdefghij', 8, ' [cut]')).toBe('ab [cut]');
  });
});

describe('cutting markup', () => {
  test.each([
    ['a mention', 'by <@U012AB3CD> and others', 12, 'by  …'],
    ['a date', 'on <!date^1700000000^{date}|2023-11-14> here', 30, 'on  …'],
    ['an entity', 'Smith &amp; Sons and more', 12, 'Smith  …'],
    ['nothing else', 'Smith &amp; Sons and more', 15, 'Smith &amp; S …'],
  ])('never leaves half of %s', (_what, text, most, expected) => {
    expect(cutMarkup(text, most)).toBe(expected);
  });

  test('what fits stays as it is', () => {
    expect(cutMarkup('by <@U1>', 8)).toBe('by <@U1>');
    expect(cutMarkup('R&', 2)).toBe('R&');
  });

  test('whole names, mentions and dates come out, or none of them', () => {
    const whole = /^(?:[^<>&]|&(?:amp|lt|gt);|<@U1>|<!date\^1[^<>]+>)*$/u;
    const part = fc.oneof(
      anyText.map(escape),
      fc.constant('<@U1>'),
      fc.constant('<!date^1700000000^{date_short}|2023-11-14>'),
    );
    const property = fc.property(fc.array(part), limit, (parts, most) => {
      const short = cutMarkup(parts.join(''), most);
      expect(short.length).toBeLessThanOrEqual(most);
      expect(short).toMatch(whole);
    });
    fc.assert(property, { numRuns: 1000 });
  });
});

describe('other people’s text', () => {
  test('escaped, it has no markup left, and unescaping gives it back', () => {
    const property = fc.property(anyText, (text) => {
      expect(escape(text)).not.toMatch(/[<>]|&(?!(?:amp|lt|gt);)/);
      expect(unescape(escape(text))).toBe(text);
    });
    fc.assert(property, { numRuns: 1000 });
  });

  test('is escaped as Slack escapes what people type', () => {
    expect(escape('<@U1> & <!here>')).toBe('&lt;@U1&gt; &amp; &lt;!here&gt;');
    expect(unescape('R&amp;D &lt;it@acme.example&gt;')).toBe('R&D <it@acme.example>');
    expect(unescape('&amp;lt;')).toBe('&lt;');
  });

  test('on one line, it has no line breaks or other control characters', () => {
    const property = fc.property(anyText, (text) => {
      expect(oneLine(text)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
    });
    fc.assert(property, { numRuns: 1000 });
    expect(oneLine(' Jane\r\n\tDoe\u2028x ')).toBe('Jane Doe x');
  });
});
