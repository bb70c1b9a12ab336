import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { fillDate, fromWall, toWall } from '../../sandbox/page/text/dates.ts';
import { emojiNames, withEmoji } from '../../sandbox/page/text/emoji.ts';
import { parseMarkup } from '../../sandbox/page/text/mrkdwn.ts';

const text = (words: string) => ({ kind: 'text', text: words });

describe('markup', () => {
  test.each([
    [
      '*bold* and _slanted_',
      [
        { kind: 'bold', inside: [text('bold')] },
        text(' and '),
        { kind: 'italic', inside: [text('slanted')] },
      ],
    ],
    [
      '~gone~ `a*b*c`',
      [{ kind: 'strike', inside: [text('gone')] }, text(' '), { kind: 'code', text: 'a*b*c' }],
    ],
    ['*Hi <@U1>*', [{ kind: 'bold', inside: [text('Hi '), { kind: 'user', id: 'U1', label: '' }] }]],
    [
      '<https://a.example/?x=1&amp;y=2|a &lt;b&gt;>',
      [{ kind: 'link', url: 'https://a.example/?x=1&y=2', label: 'a <b>' }],
    ],
    ['<mailto:a@b.example|a@b.example>', [{ kind: 'link', url: 'mailto:a@b.example', label: 'a@b.example' }]],
    [
      '<#C1|> <!subteam^S1|@team> <!here>',
      [
        { kind: 'channel', id: 'C1', label: '' },
        text(' '),
        { kind: 'group', id: 'S1', label: '@team' },
        text(' '),
        { kind: 'everyone', name: 'here' },
      ],
    ],
    [
      '<!date^1795302000^{time}|then>',
      [{ kind: 'date', seconds: 1_795_302_000, format: '{time}', url: null, fallback: 'then' }],
    ],
    [':x: no', [{ kind: 'emoji', name: 'x' }, text(' no')]],
    ['```\nlet a = 1 &lt; 2;\n```', [{ kind: 'preformatted', text: 'let a = 1 < 2;\n' }]],
    [
      'before\n&gt; said\nafter',
      [text('before\n'), { kind: 'quote', inside: [text('said')] }, text('after')],
    ],
  ])('%j', (markup, tokens) => {
    expect(parseMarkup(markup)).toEqual(tokens);
  });

  test.each(['2 * 3 * 4', 'a_name_with_lines', 'a*b*c', '&lt;@U1&gt;', '* alone'])(
    '%j is nothing but text',
    (markup) => {
      expect(parseMarkup(markup).map(({ kind }) => kind)).toEqual(['text']);
    },
  );
});

describe('dates', () => {
  const noon = Date.parse('2026-11-21T12:00:00Z');
  const fill = (seconds: number, pattern: string, locale: string, timeZone: string) =>
    fillDate(seconds, pattern, { locale, timeZone }, noon).replaceAll(/\s/g, ' ');

  test.each([
    ['en-US', 'America/New_York', 'today 7:00 AM'],
    ['de-DE', 'Europe/Berlin', 'heute 13:00'],
    ['sv-SE', 'Europe/Stockholm', 'i dag 13:00'],
    ['en-US', 'Pacific/Kiritimati', 'today 2:00 AM'],
  ])('in %s, %s, now is "%s"', (locale, timeZone, words) => {
    expect(fill(noon / 1000, '{date_short_pretty} {time}', locale, timeZone)).toBe(words);
  });

  test('days near by have names, others have dates', () => {
    const day = 86_400;
    const at = (days: number) => fill(noon / 1000 + days * day, '{date_short_pretty}', 'en-US', 'UTC');
    expect([-2, -1, 0, 1, 2].map(at)).toEqual([
      'Nov 19, 2026',
      'yesterday',
      'today',
      'tomorrow',
      'Nov 23, 2026',
    ]);
  });

  test.each([
    ['2026-12-24T18:00', 'Europe/Stockholm', '2026-12-24T17:00:00Z'],
    ['2026-07-01T09:30', 'America/Los_Angeles', '2026-07-01T16:30:00Z'],
    ['2026-03-29T03:30', 'Europe/Berlin', '2026-03-29T01:30:00Z'],
    ['2026-12-25T00:15', 'Asia/Seoul', '2026-12-24T15:15:00Z'],
  ])('%s on a wall in %s is %s', (wall, timeZone, moment) => {
    expect(fromWall(wall, timeZone)).toBe(Date.parse(moment) / 1000);
    expect(toWall(Date.parse(moment) / 1000, timeZone)).toBe(wall);
  });
});

describe('emoji', () => {
  test('become characters, and unknown ones keep their names', () => {
    expect(withEmoji('Done :white_check_mark: :no_such_thing:')).toBe('Done ✅ :no_such_thing:');
  });

  test('every one in the texts of the bot is known', () => {
    const folder = new URL('../../src/i18n/', import.meta.url);
    const texts = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
    const used = new Set(texts.join('\n').match(/(?<=[\s'"`]):[a-z_]+:(?=[\s'"`])/g));
    expect(used.size).toBeGreaterThan(5);
    expect([...used].filter((name) => withEmoji(name) === name)).toEqual([]);
  });
  test('each has its drawing', () => {
    const drawn = readdirSync(new URL('../../sandbox/page/emoji/', import.meta.url));
    expect(drawn.filter((name) => name.endsWith('.svg'))).toEqual(
      emojiNames.map((name) => `${name}.svg`).toSorted(),
    );
  });
});
