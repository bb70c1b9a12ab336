import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { readPasted, readTable } from '../../src/slack/people-list.ts';
import { patienceMs, runs } from './budget.ts';
import { longText, text } from './hostile.ts';

const cell = fc.oneof(
  text,
  fc.constantFrom(
    'jane@acme.com',
    'Email',
    'E-Mail',
    'Name',
    '이메일',
    'メール',
    '"a;b"',
    '"',
    '=1+1',
    'x'.repeat(300),
  ),
);
const table = fc
  .tuple(
    fc.array(fc.array(cell, { maxLength: 5 }), { maxLength: 12 }),
    fc.constantFrom(',', ';', '\t', '|'),
    fc.constantFrom('\n', '\r\n', '\r'),
  )
  .map(([rows, separator, end]) => rows.map((cells) => cells.join(separator)).join(end));

const bytes = fc.oneof(
  table.map((csv) => Buffer.from(csv)),
  table.map((csv) => Buffer.from(`\uFEFF${csv}`, 'utf16le')),
  table.map((csv) => Buffer.from(csv, 'latin1')),
  longText.map((csv) => Buffer.from(csv)),
  fc.uint8Array({ maxLength: 400 }),
);

const most = 20;

test(
  'any file is read as a list of people or as none, without an error, and soon',
  { timeout: patienceMs },
  async () => {
    let found = 0;
    const property = fc.asyncProperty(bytes, async (file) => {
      const from = performance.now();
      const { people } = await readTable(file, most);
      expect(performance.now() - from).toBeLessThan(5_000);
      expect(people.length).toBeLessThanOrEqual(most);
      found += people.length;
    });
    await fc.assert(property, runs(150, 20));
    expect(found).toBeGreaterThan(0);
  },
);

test('anything that was pasted is read as a list of people or as none', { timeout: patienceMs }, async () => {
  const property = fc.asyncProperty(fc.oneof(table, text, longText), async (pasted) => {
    const from = performance.now();
    const { people } = await readPasted(pasted, most);
    expect(performance.now() - from).toBeLessThan(5_000);
    expect(people.length).toBeLessThanOrEqual(most);
  });
  await fc.assert(property, runs(150, 20));
});
