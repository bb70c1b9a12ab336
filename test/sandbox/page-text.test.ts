import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { fillDate, fromWall, toWall } from '../../sandbox/page/text/dates.ts';
import { emojiNames, withEmoji } from '../../sandbox/page/text/emoji.ts';
import { parseMarkup } from '../../sandbox/page/text/mrkdwn.ts';

const text = (words: string, ...styles: readonly string[]) =>
  styles.length === 0
    ? { type: 'text', text: words }
    : { type: 'text', text: words, style: Object.fromEntries(styles.map((style) => [style, true])) };

describe('markup', () => {
  test.each([
    ['*bold* and _slanted_', [text('bold', 'bold'), text(' and '), text('slanted', 'italic')]],
    ['~gone~ `a*b*c`', [text('gone', 'strike'), text(' '), text('a*b*c', 'code')]],
    [
      '*both _of_ `it`*',
      [text('both ', 'bold'), text('of', 'bold', 'italic'), text(' ', 'bold'), text('it', 'bold', 'code')],
    ],
    ['*Hi <@U1>*', [text('Hi ', 'bold'), { type: 'user', user_id: 'U1', label: '', style: { bold: true } }]],
    [
      '<https://a.example/?x=1&amp;y=2|a &lt;b&gt;>',
      [{ type: 'link', url: 'https://a.example/?x=1&y=2', text: 'a <b>' }],
    ],
    ['<mailto:a@b.example|a@b.example>', [{ type: 'link', url: 'mailto:a@b.example', text: 'a@b.example' }]],
    [
      '<#C1|> <!subteam^S1|@team> <!here>',
      [
        { type: 'channel', channel_id: 'C1' },
        text(' '),
        { type: 'usergroup', usergroup_id: 'S1', label: '@team' },
        text(' '),
        { type: 'broadcast', range: 'here' },
      ],
    ],
    [
      '<!date^1795302000^{time}|then>',
      [{ type: 'date', timestamp: 1_795_302_000, format: '{time}', url: undefined }],
    ],
    [':x: no', [{ type: 'emoji', name: 'x' }, text(' no')]],
    [
      '```\nlet a = 1 &lt; 2;\n```',
      [{ type: 'rich_text_preformatted', elements: [text('let a = 1 < 2;\n')] }],
    ],
    [
      'before\n&gt; said\nafter',
      [text('before\n'), { type: 'rich_text_quote', elements: [text('said')] }, text('after')],
    ],
  ])('%j', (markup, pieces) => {
    expect(parseMarkup(markup)).toEqual(pieces);
  });

  test.each(['2 * 3 * 4', 'a_name_with_lines', 'a*b*c', '&lt;@U1&gt;', '* alone'])(
    '%j is nothing but text',
    (markup) => {
      expect(parseMarkup(markup)).toEqual([text(markup.replace('&lt;', '<').replace('&gt;', '>'))]);
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
