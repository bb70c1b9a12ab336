import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { jsonLine, readJsonLine } from '../../src/audit/json-lines.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { itemAt, logOf, newKey } from './builders.ts';

const { sealer, keys } = newKey();
const at = new Date('2026-01-02T03:04:05.678Z');
const rows = logOf(
  [
    { at, event: 'denied', requestId: 'r_1', actor: 'U1', data: { reason: 'say "no", twice', 10: 1, 9: 2 } },
    { at, event: 'asked', requestId: null, actor: null, data: JSON.parse('{"__proto__":{"a":"ü \\n"}}') },
  ],
  sealer,
);

const keyOf = (line: string) => readJsonLine(line.trimEnd()).key?.id ?? null;

describe('a line of an export', () => {
  test('holds all that verifying takes, the public key too', async () => {
    const lines = rows.map((row) => jsonLine(row, keys));
    expect(lines.every((line) => line.indexOf('\n') === line.length - 1)).toBe(true);
    const read = lines.map((line) => readJsonLine(line.trimEnd()));
    expect(read.map(({ row }) => row)).toEqual(rows.map(({ number }) => expect.objectContaining({ number })));
    expect(read.map(({ key }) => key?.id)).toEqual([sealer.key.id, sealer.key.id]);
    expect(
      await verifyLog(
        read.map(({ row }) => row),
        { keys },
      ),
    ).toMatchObject({ ok: true, rows: 2 });
  });

  test('begins with the members that it always had, in their order', () => {
    expect(Object.keys(JSON.parse(jsonLine(itemAt(rows, 0), keys)))).toEqual([
      'number',
      'at',
      'event',
      'requestId',
      'actor',
      'data',
      'previousHash',
      'hash',
      'seal',
      'publicKey',
    ]);
  });

  test('holds the key that sealed it, and none without a seal or without keys', () => {
    const [row, other] = [itemAt(rows, 0), newKey()];
    expect(keyOf(jsonLine(row, [...other.keys, ...keys]))).toBe(sealer.key.id);
    expect(keyOf(jsonLine(row, other.keys))).toBeNull();
    expect(keyOf(jsonLine({ ...row, seal: null }, keys))).toBeNull();
    expect(keyOf(jsonLine(row, []))).toBeNull();
  });

  test('shows also a text that somebody changed', async () => {
    const changed = { ...itemAt(rows, 0), text: '{"reason":"yes","reason":"no"}' };
    const { row } = readJsonLine(jsonLine(changed, []).trimEnd());
    expect(row.text).toBe(changed.text);
    expect(await verifyLog([row], { keys })).toMatchObject({ ok: false, fault: { number: 1 } });
  });

  test.each([
    ['a key that stands twice', (line: string) => line.replace('"actor":', '"actor":"U9","actor":')],
    ['a space', (line: string) => line.replace(',', ', ')],
    ['no hash', (line: string) => line.replace('"hash"', '"cash"')],
    ['half of it', (line: string) => line.slice(0, 40)],
  ])('with %s is refused', (_name, change) => {
    const line = jsonLine(itemAt(rows, 0), keys).trimEnd();
    expect(() => readJsonLine(change(line))).toThrow(/./);
  });
});

test('an export of version 0.1.0 verifies from the file alone', async () => {
  const text = readFileSync(new URL('../fixtures/audit-0.1.0.jsonl', import.meta.url), 'utf8');
  const read = text.trimEnd().split('\n').map(readJsonLine);
  expect(
    await verifyLog(
      read.map(({ row }) => row),
      { keys: null },
    ),
  ).toMatchObject({ ok: true, rows: 50 });
});
