import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { canonicalJson, canonicalText, firstPreviousHash, link, verifyChain } from '../../src/audit/chain.ts';
import { hasLine } from '../../src/audit/lines.ts';
import type { AuditEntry, AuditEvent, AuditRow, JsonValue } from '../../src/requests/ports.ts';

const events: readonly AuditEvent[] = ['asked', 'refused', 'submitted', 'approved', 'target_settled'];

const json = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string({ unit: 'binary' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
  ),
})).value;

const entry: fc.Arbitrary<AuditEntry> = fc.record({
  at: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') }),
  event: fc.constantFrom(...events),
  requestId: fc.option(fc.string()),
  actor: fc.option(fc.string()),
  data: fc.dictionary(fc.string(), json, { maxKeys: 4 }),
});

const chain = fc.array(entry, { minLength: 1, maxLength: 8 }).map(linkAll);

function linkAll(entries: readonly AuditEntry[]): readonly AuditRow[] {
  const rows: AuditRow[] = [];
  for (const each of entries) rows.push(link(rows.at(-1)?.hash ?? firstPreviousHash, each, rows.length + 1));
  return rows;
}

/** A chain, and the place of one of its rows. */
const chainAndPlace = chain.chain((rows) =>
  fc.tuple(fc.constant(rows), fc.nat({ max: rows.length - 1 })).map(([all, at]) => ({ rows: all, at })),
);

function rowAt(rows: readonly AuditRow[], at: number): AuditRow {
  const row = rows[at];
  if (!row) throw new Error(`no row ${at}`);
  return row;
}

describe('an audit chain', () => {
  test('is sound as it was linked, and its head is its last row', async () => {
    await fc.assert(
      fc.asyncProperty(chain, async (rows) => {
        const { number, hash } = rowAt(rows, rows.length - 1);
        expect(await verifyChain(rows)).toEqual({ ok: true, head: { number, hash } });
        expect(await verifyChain(rows, { number, hash })).toMatchObject({ ok: true });
      }),
    );
  });

  test('that is empty is sound and has no head', async () => {
    expect(await verifyChain([])).toEqual({ ok: true, head: null });
  });

  test('shows any changed field, and names the row', async () => {
    const field = fc.constantFrom<keyof AuditRow>(
      ...(['number', 'at', 'event', 'requestId', 'actor', 'data', 'previousHash', 'hash'] as const),
    );
    await fc.assert(
      fc.asyncProperty(chainAndPlace, field, entry, fc.nat(), async ({ rows, at }, name, other, salt) => {
        const row = rowAt(rows, at);
        const foreign = link('f'.repeat(64), other, row.number + 1 + salt);
        const changed = { ...row, [name]: foreign[name] };
        fc.pre(canonicalRow(changed) !== canonicalRow(row));
        const verdict = await verifyChain(rows.with(at, changed));
        expect(verdict).toMatchObject({ ok: false, number: row.number });
      }),
    );
  });

  test('shows a removed row, and names it; the last one by the head that was noted', async () => {
    await fc.assert(
      fc.asyncProperty(chainAndPlace, async ({ rows, at }) => {
        const last = rowAt(rows, rows.length - 1);
        const verdict = await verifyChain(rows.toSpliced(at, 1), last);
        expect(verdict).toMatchObject({ ok: false, number: at + 1 });
      }),
    );
  });

  test('shows two rows that changed places', async () => {
    await fc.assert(
      fc.asyncProperty(chainAndPlace, fc.nat(), async ({ rows, at }, offset) => {
        const to = (at + offset) % rows.length;
        fc.pre(to !== at);
        const swapped = rows.with(at, rowAt(rows, to)).with(to, rowAt(rows, at));
        expect(await verifyChain(swapped)).toMatchObject({ ok: false, number: Math.min(at, to) + 1 });
      }),
    );
  });

  test('shows an added row, even one that is linked to the row before it', async () => {
    await fc.assert(
      fc.asyncProperty(chainAndPlace, entry, async ({ rows, at }, other) => {
        const before = at === 0 ? firstPreviousHash : rowAt(rows, at - 1).hash;
        const added = link(before, other, at + 1);
        const verdict = await verifyChain(rows.toSpliced(at, 0, added));
        expect(verdict.ok).toBe(false);
      }),
    );
  });

  test('shows that it was written anew from some row on, by the head that was noted', async () => {
    const rows = linkAll([noted('submitted'), noted('approved'), noted('denied')]);
    const forged = linkAll([noted('submitted'), noted('denied'), noted('denied')]);
    const verdict = await verifyChain(forged, rowAt(rows, 2));
    expect(verdict).toMatchObject({ ok: false, number: 3, wrong: 'its hash is not the one that was noted' });
  });
});

function noted(event: AuditEvent): AuditEntry {
  return {
    at: new Date('2026-01-02T03:04:05.678Z'),
    event,
    requestId: 'r_1',
    actor: null,
    data: { b: 1, a: 'x' },
  };
}

function canonicalRow(row: AuditRow): string {
  return `${row.previousHash} ${row.hash} ${canonicalText(row)}`;
}

describe('the canonical text', () => {
  test('has sorted keys, no spaces, and times in UTC with milliseconds', () => {
    const text = canonicalText({ ...noted('submitted'), number: 7 });
    expect(text).toBe(
      '{"actor":null,"at":"2026-01-02T03:04:05.678Z","data":{"a":"x","b":1},' +
        '"event":"submitted","number":7,"requestId":"r_1"}',
    );
  });

  test('hashes to the same value on every machine and in every version', () => {
    const { hash } = link(firstPreviousHash, noted('submitted'), 1);
    expect(hash).toMatchInlineSnapshot(`"eabd9c954bdcd8ac68b7ad1c8365f00a432eba79fe4c56c07f7d81b8b81ca76f"`);
  });

  test('survives being stored as JSON and read back', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });
});

test('every event but questions and look-ups gets a line in the audit channel', () => {
  expect(hasLine('asked')).toBe(false);
  expect(hasLine('looked_up')).toBe(false);
  expect(hasLine('refused')).toBe(true);
  expect(hasLine('target_settled')).toBe(true);
});
