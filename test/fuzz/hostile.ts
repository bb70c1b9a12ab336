import * as fc from 'fast-check';

/** Names that mean something to JavaScript, whatever they are the key of. */
const odd = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', 'length', ''];

/** Pieces that readers of text have stumbled over somewhere. */
const pieces = [
  '\u0000',
  '\u0007',
  '\u001B[2J',
  '\u202E',
  '\u200B',
  '\uFEFF',
  '\uD800',
  '\uDFFF',
  '\u2028',
  '🙂',
  'é',
  'ẞ',
  '<!channel>',
  '<@U01ALAN>',
  '<@U01ALAN|alan>',
  '<mailto:a@b.c|a@b.c>',
  '<https://x.example|y>',
  '<',
  '>',
  '|',
  '&amp;',
  '&lt;',
  '*',
  '_',
  '~',
  '`',
  '```',
  ':x:',
  '"',
  "'",
  '“',
  '”',
  '\\',
  '/',
  '%00',
  '%',
  '${x}',
  '$&',
  '$1',
  '=',
  '+',
  '-',
  '@',
  ',',
  ';',
  '\t',
  '\r\n',
  '\n',
  ' ',
  '\u00A0',
  'reason:',
  'REASON: ',
  'at:',
  'at: tomorrow',
  'to:',
  'to: manager',
  'list',
  'history',
  'cancel',
  'help',
  'show',
  'because',
  'jane@acme.com',
  'Jane Doe',
  'r7kq2m9x3ta',
  '0123456789abcdef0123456789abcdef',
  '24.12.2026 18:00',
  '99999999999999999999',
  'null',
  'true',
  '[]',
  '{}',
  '-0',
  '1e999',
  'NaN',
];

/** Text as nobody should have to read it. */
export const text: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((parts) => parts.join('')),
  fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((parts) => parts.join(' ')),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 80 }),
);

/** One piece over and over, as long as Slack lets anybody type: where a pattern takes forever, it shows. */
export const longText: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...pieces), fc.constantFrom(...pieces), fc.integer({ min: 1, max: 4_000 }), text)
  .map(([one, other, count, end]) => (one + other).repeat(count).slice(0, 12_000) + end);

/** Any value that JSON can tell, with keys of the worst kind. */
export const json: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 1e300, Number.MAX_SAFE_INTEGER, '', [], {}),
    text,
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.oneof(fc.constantFrom(...odd), text), tie('value')), { maxLength: 5 })
      .map((entries) => Object.fromEntries(entries)),
  ),
})).value;

/** A value of this form with something in it that is not as it should be: changed, removed, or added. */
export function spoiled(value: unknown, how: readonly (readonly [number, unknown])[]): unknown {
  const copy: unknown = structuredClone(value);
  return how.reduce<unknown>((whole, [at, other]) => spoil(whole, at, structuredClone(other)), copy);
}

function spoil(value: unknown, at: number, other: unknown): unknown {
  const places = placesIn(value);
  const place = places[at % Math.max(1, places.length)];
  if (!place) return other;
  const { holder, key } = place;
  if (at % 5 === 0) Reflect.deleteProperty(holder, key);
  else Reflect.set(holder, key, other);
  return value;
}

type Place = { readonly holder: object; readonly key: string };

function placesIn(value: unknown): readonly Place[] {
  if (typeof value !== 'object' || value === null || value instanceof Date) return [];
  return Object.keys(value).flatMap((key) => [{ holder: value, key }, ...placesIn(Reflect.get(value, key))]);
}

/** What `spoiled` does. */
export const changes = fc.array(fc.tuple(fc.nat(10_000), json), { minLength: 1, maxLength: 4 });

/** Whether nothing has leaked into every object there is. */
export function isClean(): boolean {
  return Object.keys(Object.prototype).length === 0 && Reflect.get({}, 'polluted') === undefined;
}
