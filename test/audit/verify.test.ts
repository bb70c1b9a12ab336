import { readFileSync } from 'node:fs';

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { hashOf, type SealedRow } from '../../src/audit/chain.ts';
import { sayFault } from '../../src/audit/faults.ts';
import { makeKeyFile, readKeys } from '../../src/audit/seal.ts';
import { verifyLog, type Options } from '../../src/audit/verify.ts';
import { itemAt, logOf, newKey, nextRow, type Entry } from './builders.ts';

const { sealer, keys } = newKey();
const anyText = fc.string({ unit: 'binary' });
const entry: fc.Arbitrary<Entry> = fc.record({
  at: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') }),
  event: fc.constantFrom('asked', 'submitted', 'approved'),
  requestId: fc.option(anyText),
  actor: fc.option(anyText),
  data: fc.dictionary(fc.oneof(anyText, fc.constant('__proto__')), fc.jsonValue(), { maxKeys: 4 }),
});
const entries = fc.array(entry, { minLength: 1, maxLength: 8 });
const log = entries.map((all) => logOf(all, sealer));
const logAndPlace = log.chain((rows) =>
  fc.nat({ max: rows.length - 1 }).map((at) => ({ rows, at, row: itemAt(rows, at) })),
);
const runs = { numRuns: 50 };

function noted(...events: readonly string[]): Entry[] {
  const at = new Date('2026-01-02T03:04:05.678Z');
  return events.map((event) => ({ at, event, requestId: 'r1', actor: 'U1', data: { b: 1, a: 'x' } }));
}

/** What verifying says, as a sentence. */
async function said(rows: readonly SealedRow[], options: Partial<Options> = {}): Promise<string> {
  const verdict = await verifyLog(rows, { keys, ...options });
  return verdict.ok ? 'sound' : sayFault(verdict.fault);
}

/** Somebody who can write the database and compute hashes, and has no key. */
function rewritten(rows: readonly SealedRow[], at: number, change: Partial<SealedRow>): SealedRow[] {
  const row = { ...itemAt(rows, at), ...change };
  const forged = { ...row, hash: hashOf(row.previousHash, row) };
  let previousHash = forged.hash;
  const after = rows.slice(at + 1).map((each) => {
    const next = { ...each, previousHash };
    previousHash = hashOf(previousHash, next);
    return { ...next, hash: previousHash };
  });
  return [...rows.slice(0, at), forged, ...after];
}

describe('a log', () => {
  test('is sound as it was written, and its head is its last row', async () => {
    await fc.assert(
      fc.asyncProperty(log, async (rows) => {
        const { number, hash } = itemAt(rows, rows.length - 1);
        const head = { number, hash };
        expect(await verifyLog(rows, { keys, noted: [head] })).toEqual({
          ok: true,
          head,
          rows: rows.length,
          sealedFrom: 1,
          keyIds: [sealer.key.id],
        });
      }),
      runs,
    );
  });

  test('that is empty is sound and has no head', async () => {
    expect(await verifyLog([], { keys })).toMatchObject({ ok: true, head: null, sealedFrom: null });
  });

  test('shows any changed field, and names the row', async () => {
    const field = fc.constantFrom<keyof SealedRow>(
      ...(['at', 'event', 'requestId', 'actor', 'text', 'previousHash', 'hash', 'seal'] as const),
    );
    await fc.assert(
      fc.asyncProperty(logAndPlace, field, entry, async ({ rows, at, row }, name, other) => {
        const foreign = nextRow({ number: row.number - 1, hash: 'f'.repeat(64) }, other, sealer);
        const changed = { ...row, [name]: foreign[name] };
        fc.pre(String(changed[name]) !== String(row[name]) || changed.at.getTime() !== row.at.getTime());
        const verdict = await verifyLog(rows.with(at, changed), { keys });
        expect(verdict).toMatchObject({ ok: false, fault: { number: row.number } });
      }),
      runs,
    );
  });

  test('shows a removed row; the last one by the head that was noted', async () => {
    await fc.assert(
      fc.asyncProperty(logAndPlace, async ({ rows, at }) => {
        const last = itemAt(rows, rows.length - 1);
        const verdict = await verifyLog(rows.toSpliced(at, 1), { keys, noted: [last] });
        expect(verdict.ok).toBe(false);
      }),
      runs,
    );
  });

  test('shows two rows that changed places, and an added one', async () => {
    await fc.assert(
      fc.asyncProperty(logAndPlace, entry, fc.nat(), async ({ rows, at, row }, other, offset) => {
        const to = (at + offset) % rows.length;
        const swapped = rows.with(at, itemAt(rows, to)).with(to, row);
        expect((await said(swapped)) === 'sound').toBe(to === at);
        const added = nextRow(rows[at - 1], other, sealer);
        expect(await said(rows.toSpliced(at, 0, added))).not.toBe('sound');
      }),
      runs,
    );
  });

  test('shows a rewrite by somebody without the key, from whichever row on', async () => {
    await fc.assert(
      fc.asyncProperty(logAndPlace, entry, async ({ rows, at, row }, other) => {
        fc.pre(other.event !== row.event);
        const forged = rewritten(rows, at, { event: other.event });
        expect(await said(forged)).toBe(
          `Row ${row.number} has a seal that does not fit: the bot did not write it.`,
        );
        expect(await said(forged, { keys: null })).toBe('sound');
      }),
      runs,
    );
  });
});

describe('what is wrong is said in a sentence', () => {
  const rows = logOf(noted('submitted', 'approved', 'denied', 'denied', 'finished'), sealer);

  test('a row that is missing', async () => {
    expect(await said(rows.toSpliced(3, 1))).toBe('Row 4 is missing: row 5 comes after row 3.');
    expect(await said(rows.toSpliced(1, 2))).toBe('Rows 2 to 3 are missing: row 4 comes after row 1.');
    expect(await said(rows.slice(2))).toBe('Rows 1 to 2 are missing: the log begins with row 3.');
  });

  test('a row that is there twice', async () => {
    expect(await said(rows.toSpliced(2, 0, itemAt(rows, 1)))).toBe(
      'Row 2 stands where row 3 should: it is there twice, or was moved or added.',
    );
  });

  test('a log that ends before a row that was noted', async () => {
    const head = { number: 9999, hash: 'ab'.repeat(6) };
    expect(await said(rows, { noted: [head] })).toBe(
      'The log ends at row 5, but row 9999 was noted: rows are missing.',
    );
  });

  test('another row than the one that was noted', async () => {
    expect(await said(rows, { noted: [{ number: 3, hash: 'ab'.repeat(6) }] })).toBe(
      'Row 3 is not the row that was noted: its hash is another one.',
    );
    expect(await said(rows, { noted: [{ number: 3, hash: itemAt(rows, 2).hash.slice(0, 12) }] })).toBe(
      'sound',
    );
  });

  test.each([
    ['a key that stands twice', '{"a":"x","a":"y","b":1}'],
    ['a hidden key', '{"b":1,"a":"x","__proto__":{"a":"y"}}'],
    ['a space', '{"a":"x", "b":1}'],
    ['what is no JSON', '{"a":"x"'],
    ['another member of the hashed text', '{"a":"x"},"event":"approved","event":"x"'],
  ])('data with %s, even when every hash and seal were made anew', async (_name, text) => {
    expect(await said(rows.with(2, { ...itemAt(rows, 2), text }))).toBe(
      'Row 3 was changed: its content does not match its hash.',
    );
    const resealed = rewritten(rows, 2, { text }).map((row) => ({ ...row, seal: sealer.seal(row.hash) }));
    expect(await said(resealed)).toBe('Row 3 was changed: its data is not written as the bot writes it.');
  });
});

describe('the seals of a log', () => {
  const events = noted('submitted', 'approved', 'denied', 'finished');

  test('may begin late: rows before the first one are from before seals', async () => {
    const rows = logOf(events, sealer, 3);
    expect(await verifyLog(rows, { keys })).toMatchObject({ ok: true, sealedFrom: 3 });
    // The first sealed row proves them: whoever rewrites one has to seal anew.
    expect(await said(rewritten(rows, 0, { actor: 'U9' }))).toContain('Row 3 has a seal that does not fit');
  });

  test('never stop', async () => {
    const rows = logOf(events, sealer);
    const last = { ...itemAt(rows, 3), seal: null };
    const sentence = 'Row 4 has no seal: the bot did not write it.';
    expect(await said(rows.with(3, last))).toBe(sentence);
    expect(await said(rows.with(3, last), { keys: null })).toBe(sentence);
  });

  test('cannot all be taken away where the key file says from which row on they are needed', async () => {
    const rows = logOf(events, null);
    expect(await said(rows)).toBe('sound');
    expect(await said(rows, { unsealedUpTo: 4 })).toBe('sound');
    expect(await said(rows, { unsealedUpTo: 0 })).toBe('Row 1 has no seal: the bot did not write it.');
    expect(await said(rows, { unsealedUpTo: 2 })).toBe('Row 3 has no seal: the bot did not write it.');
  });

  test('need a key that is trusted, wherever else a key may stand', async () => {
    const foreign = newKey();
    const rows = logOf(events, foreign.sealer);
    expect(await said(rows)).toBe(`Row 1 is sealed with a key that is not known: ${foreign.sealer.key.id}.`);
  });

  test('go on with a new key, and the old one seals nothing after it', async () => {
    const replaced = readKeys(newKey().pem);
    const old = replaced.sealer;
    const changed = readKeys(makeKeyFile(replaced));
    const fresh = changed.sealer;
    const rows = logOf(events.slice(0, 2), old);
    rows.push(nextRow(rows.at(-1), itemAt(events, 2), fresh));
    expect(await verifyLog(rows, { keys: changed.keys })).toMatchObject({
      ok: true,
      keyIds: [old?.key.id, fresh?.key.id],
    });
    rows.push(nextRow(rows.at(-1), itemAt(events, 3), old));
    expect(await said(rows, { keys: changed.keys })).toBe(
      `Row 4 is sealed with key ${old?.key.id}, which had been replaced before.`,
    );
  });
});

describe('a part of a log', () => {
  const rows = logOf(noted('submitted', 'approved', 'denied', 'denied', 'finished'), sealer);

  test('is walked on from a row that was checked before', async () => {
    const start = { number: 3, hash: itemAt(rows, 2).hash };
    expect(await said(rows.slice(2), { start })).toBe('sound');
    expect(await said(rows.slice(3), { start })).toBe('Row 3 is missing: row 4 comes after row 2.');
    expect(await said([], { start })).toContain('Row 3 was noted, but the log ends before it');
    const forged = rewritten(rows, 1, { actor: 'U9' }).map((row) => ({
      ...row,
      seal: sealer.seal(row.hash),
    }));
    expect(await said(forged.slice(2), { start })).toContain('Row 3 is not the row that was noted');
  });

  test('that begins anywhere is checked in itself', async () => {
    expect(await said(rows.slice(2), { start: 'any' })).toBe('sound');
    expect(await said(rows.slice(2).toSpliced(1, 1), { start: 'any' })).toContain('Row 4 is missing');
    const [old] = rows;
    expect(await said(rows.slice(2), { start: 'any', noted: old ? [old] : [] })).toBe(
      'Row 1 was noted, but these rows begin with row 3: export from an earlier date.',
    );
  });
});

describe('the first rows of a log', () => {
  const rows = logOf(noted('submitted', 'approved', 'denied', 'finished'), sealer);
  const head = (at: number) => ({ number: at, hash: itemAt(rows, at - 1).hash });

  test('have to follow each other and nothing at all', async () => {
    const relinked = logOf(noted('asked', 'submitted'), sealer);
    expect(await said([itemAt(rows, 0), itemAt(relinked, 1)])).toBe(
      'Row 2 does not follow row 1 as it is now: one of the two was written anew.',
    );
    const after = nextRow({ number: 0, hash: 'ab'.repeat(32) }, itemAt(noted('asked'), 0), sealer);
    expect(await said([after])).toBe('Row 1 was changed: its content does not match its hash.');
    expect(await said([after], { start: 'any' })).toBe(
      'Row 1 was changed: its content does not match its hash.',
    );
    expect(await said(rows, { start: 'any' })).toBe('sound');
  });

  test('have to begin where the check begins', async () => {
    expect(await said(rows.slice(1), { start: head(3) })).toBe(
      'Row 2 stands where row 3 should: it is there twice, or was moved or added.',
    );
    expect(await said(rows.slice(3), { start: head(3) })).toContain('Row 3 is missing');
  });

  test('count as noted only from the first one on', async () => {
    expect(await said(rows, { noted: [{ number: 0, hash: '' }] })).toBe('sound');
    expect(await said(rows.slice(1), { start: 'any', noted: [{ number: 0, hash: 'ab' }] })).toBe('sound');
    expect(await said([], { noted: [{ number: 0, hash: '' }] })).toBe('sound');
    expect(await said(rows.slice(1), { start: 'any', noted: [head(2)] })).toBe('sound');
    expect(await said(rows, { noted: [head(1), head(4)] })).toBe('sound');
  });

  test('are missing where the log is empty and some were noted', async () => {
    expect(await said([], { start: 'any', noted: [head(2)] })).toContain('Row 2 was noted, but the log ends');
    expect(await said([], { start: head(3) })).toContain('Row 3 was noted, but the log ends before it');
    expect(await said([], { noted: [head(2)] })).toBe(
      'The log ends at row 0, but row 2 was noted: rows are missing.',
    );
  });
});

describe('a log of version 0.1.0', () => {
  const { audit } = JSON.parse(
    readFileSync(new URL('../fixtures/store-0.1.0.json', import.meta.url), 'utf8'),
  );
  const rows: SealedRow[] = audit.map((row: Record<string, string>) => ({
    number: Number(row.number),
    at: new Date(row.at ?? ''),
    event: row.event ?? '',
    requestId: row.request_id,
    actor: row.actor,
    text: row.data ?? '',
    previousHash: row.previous_hash ?? '',
    hash: row.hash ?? '',
    seal: null,
  }));

  test('keeps its hashes, and is proved by the first sealed row after it', async () => {
    expect(await verifyLog(rows, { keys })).toMatchObject({ ok: true, rows: 50, sealedFrom: null });
    const [next] = noted('asked');
    if (!next) throw new Error('an entry');
    const longer = [...rows, nextRow(rows.at(-1), next, sealer)];
    expect(await verifyLog(longer, { keys })).toMatchObject({ ok: true, rows: 51, sealedFrom: 51 });
  });
});
