import { expect, test } from 'vitest';

import { firstPreviousHash, hashOf, link } from '../../src/audit/chain.ts';
import { csvCell, csvHeader, csvLine, jsonLine } from '../../src/audit/export.ts';

const at = new Date('2026-01-02T03:04:05.678Z');
const row = {
  ...link(
    firstPreviousHash,
    { at, event: 'denied', requestId: 'r_1', actor: 'U1', data: { reason: 'say "no", twice' } },
    1,
  ),
  seal: null,
};

test.each([
  ['plain text', 'plain text'],
  ['a,b', '"a,b"'],
  ['say "no"', '"say ""no"""'],
  ['two\nlines', '"two\nlines"'],
  ['=1+1', "'=1+1"],
  ['+49 30 123', "'+49 30 123"],
  ['-2', "'-2"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\tx', "'\tx"],
  ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
  ['a=b', 'a=b'],
])('the CSV cell of %j is %j', (text, cell) => {
  expect(csvCell(text)).toBe(cell);
});

test('a CSV line has as many cells as the header and ends with CR LF', () => {
  expect(csvHeader).toBe('number,at,event,request,actor,data,previous_hash,hash\r\n');
  expect(csvLine(row)).toBe(
    `1,2026-01-02T03:04:05.678Z,denied,r_1,U1,"{""reason"":""say \\""no\\"", twice""}",` +
      `${firstPreviousHash},${row.hash}\r\n`,
  );
});

test('a line of JSON Lines holds all that verifying needs', async () => {
  const line = jsonLine(row);
  expect(line.indexOf('\n')).toBe(line.length - 1);
  const read = JSON.parse(line);
  const text = JSON.stringify(read.data);
  expect(hashOf(read.previousHash, { ...read, at: new Date(read.at), text })).toBe(row.hash);
});
