import { describe, expect, test } from 'vitest';

import type { SealedRow } from '../../src/audit/chain.ts';
import { checkLog, type Checked, type CheckedLog } from '../../src/audit/check-log.ts';
import { readKeys, type KeyFile } from '../../src/audit/seal.ts';
import { itemAt, logOf, newKey, nextRow, type Entry } from './builders.ts';

const { pem } = newKey();
const keyFile = readKeys(pem);
const { sealer } = keyFile;
const at = new Date('2026-01-02T03:04:05.678Z');
const entry: Entry = { at, event: 'asked', requestId: null, actor: 'U1', data: {} };
const entries = (count: number) => Array.from({ length: count }, () => entry);

type Stored = {
  rows: SealedRow[];
  announced: { number: number; hash: string | null } | null;
  mark: string | null;
  readFrom: number[];
};

/** A store in memory that anybody may write into. */
function storeOf(rows: SealedRow[]): Stored & CheckedLog {
  const stored: Stored = { rows, announced: { number: 0, hash: null }, mark: null, readFrom: [] };
  return Object.assign(stored, {
    async *readRowsFrom(number: number) {
      stored.readFrom.push(number);
      yield* stored.rows.filter((row) => row.number >= number);
    },
    countRowsUpTo: async (number: number) => stored.rows.filter((row) => row.number <= number).length,
    findAnnounced: async () => stored.announced,
    findCheck: async () => stored.mark,
    recordCheck: async (mark: string) => {
      stored.mark = mark;
    },
  });
}

async function checked(
  store: CheckedLog,
  keys: KeyFile | null = keyFile,
  before: Checked | null = null,
): Promise<string> {
  const check = await checkLog(store, keys, before);
  return check.ok ? `sound, ${check.rows} rows read` : check.why;
}

describe('the check of the log', () => {
  test('walks all of it the first time, and from the last check on the next time', async () => {
    const store = storeOf(logOf(entries(5), sealer));
    expect(await checked(store)).toBe('sound, 5 rows read');
    for (const _ of entries(2)) store.rows.push(nextRow(store.rows.at(-1), entry, sealer));
    expect(await checked(store)).toBe('sound, 3 rows read');
    expect(store.readFrom.at(-1)).toBe(5);
  });

  test('finds an empty log sound', async () => {
    expect(await checked(storeOf([]))).toBe('sound, 0 rows read');
    expect(await checked(storeOf([]), null)).toBe('sound, 0 rows read');
  });

  test('shows a row that was changed or added since', async () => {
    const store = storeOf(logOf(entries(3), sealer));
    await checked(store);
    store.rows.push(nextRow(store.rows.at(-1), entry, null));
    expect(await checked(store)).toBe('Row 4 has no seal: the bot did not write it.');
    store.rows[3] = { ...nextRow(store.rows[2], entry, sealer), actor: 'U9' };
    expect(await checked(store)).toBe('Row 4 was changed: its content does not match its hash.');
  });

  test('shows a row that was removed long before', async () => {
    const store = storeOf(logOf(entries(9), sealer));
    await checked(store);
    store.rows.splice(3, 1);
    expect(await checked(store)).toContain('The log ends at row 9 but has 8 rows');
  });

  test('shows an end that was cut off after it was checked', async () => {
    const store = storeOf(logOf(entries(9), sealer));
    await checked(store);
    store.rows.splice(5);
    expect(await checked(store)).toBe('Row 9 was noted, but the log ends before it: rows are missing.');
  });

  test('shows an end that was cut off after the channel was told of it', async () => {
    const store = storeOf(logOf(entries(9), sealer));
    store.announced = { number: 12, hash: null };
    expect(await checked(store)).toBe('The log ends at row 9, but row 12 was noted: rows are missing.');
  });

  test('shows that the note of what the channel was told is gone', async () => {
    const store = storeOf(logOf(entries(2), sealer));
    store.announced = null;
    expect(await checked(store)).toBe(
      'The note of what the audit channel was told is gone: something else than the bot removed it.',
    );
  });

  test('shows a log that goes on otherwise than the channel was told', async () => {
    const store = storeOf(logOf(entries(9), sealer));
    store.announced = { number: 7, hash: itemAt(store.rows, 6).hash };
    expect(await checked(store)).toBe('sound, 9 rows read');
    expect(await checked(store)).toBe('sound, 3 rows read');
    store.announced = { number: 7, hash: 'ab'.repeat(32) };
    expect(await checked(store)).toBe('Row 7 is not the row that was noted: its hash is another one.');
  });

  test('does not believe a mark that the bot did not seal', async () => {
    const store = storeOf(logOf(entries(9), sealer));
    await checked(store);
    const mark = store.mark ?? '';
    store.rows[1] = { ...itemAt(store.rows, 1), actor: 'U9' };
    expect(await checked(store)).toBe('sound, 1 rows read');
    store.mark = mark.replace('"number":9', '"number":8');
    expect(await checked(store)).toContain('Row 2 was changed');
    store.mark = `${mark.split('\n')[0]}\n${newKey().sealer.seal(mark.split('\n')[0] ?? '')}`;
    expect(await checked(store)).toContain('Row 2 was changed');
  });

  test('in a process that runs goes by what the process itself saw', async () => {
    const store = storeOf(logOf(entries(9), sealer));
    const first = await checkLog(store, keyFile, null);
    const before = first.ok ? first.checked : null;
    const forged = logOf([{ ...entry, actor: 'U9' }, ...entries(9)], null);
    Object.assign(store, { rows: forged, mark: null });
    expect(await checked(store, keyFile, before)).toContain('Row 9 is not the row that was noted');
  });

  test('lets a log from before seals go on with them, and never back', async () => {
    const store = storeOf(logOf(entries(4), null));
    const noted = { ...keyFile, unsealedUpTo: 4 };
    const check = await checkLog(store, noted, null);
    expect(check).toMatchObject({ ok: true, checked: { sealedFrom: null } });
    store.rows.push(nextRow(store.rows.at(-1), entry, sealer));
    expect(await checkLog(store, noted, null)).toMatchObject({ ok: true, checked: { sealedFrom: 5 } });
    expect(await checkLog(store, noted, null)).toMatchObject({ ok: true, checked: { sealedFrom: 5 } });
    expect(await checked(store, null)).toContain('sealed from row 5 on, so AUDIT_KEY_FILE cannot be none');
  });

  test('works without seals too', async () => {
    const store = storeOf(logOf(entries(4), null));
    expect(await checked(store, null)).toBe('sound, 4 rows read');
    expect(await checked(store, null)).toBe('sound, 1 rows read');
  });

  test.each([
    ['something before it', (mark: string) => `x${mark}`],
    ['something after it', (mark: string) => mark.replace('}', '}x')],
    ['no hash', (mark: string) => mark.replace(/"hash":"[0-9a-f]+"/u, '"hash":""')],
    ['a short hash', (mark: string) => mark.replace(/"hash":"[0-9a-f]/u, '"hash":"')],
    ['no number', (mark: string) => mark.replace(/"number":\d+/u, '"number":')],
    ['nothing in it', () => ''],
  ])('does not go by a mark with %s, even one without a seal', async (_what, change) => {
    const store = storeOf(logOf(entries(12), null));
    expect(await checked(store, null)).toBe('sound, 12 rows read');
    expect(await checked(store, null)).toBe('sound, 1 rows read');
    store.mark = change(store.mark ?? '');
    expect(await checked(store, null)).toBe('sound, 12 rows read');
  });

  test('does not go by a sealed mark where there is no key to check it', async () => {
    const store = storeOf(logOf(entries(9), null));
    await checked(store, { ...keyFile, unsealedUpTo: 9 });
    expect(await checked(store, null)).toBe('sound, 9 rows read');
  });

  test('keeps the mark as number and hash of the last row, and from where rows are sealed', async () => {
    const store = storeOf(logOf(entries(3), null));
    await checked(store, null);
    expect(store.mark).toBe(`{"hash":"${itemAt(store.rows, 2).hash}","number":3,"sealedFrom":null}\n`);
    const empty = storeOf([]);
    await checked(empty, null);
    expect(empty.mark).toBe('{"hash":"","number":0,"sealedFrom":null}\n');
    const sealed = storeOf(logOf(entries(3), sealer));
    const { keys, unsealedUpTo } = keyFile;
    await checked(sealed, { keys, unsealedUpTo, sealer: null });
    expect(sealed.mark).toMatch(/"sealedFrom":1\}\n$/u);
  });

  test('shows seals that were taken away since the last check, with what was added without one', async () => {
    const store = storeOf(logOf(entries(6), sealer, 3));
    const noted = { ...keyFile, unsealedUpTo: 9 };
    expect(await checked(store, noted)).toBe('sound, 6 rows read');
    const bare = { ...itemAt(store.rows, 5), seal: null };
    store.rows = [...store.rows.slice(0, 5), bare, nextRow(bare, entry, null)];
    expect(await checked(store, noted)).toBe('Row 6 has no seal: the bot did not write it.');
  });

  test('shows the first seal of all that was taken away since', async () => {
    const store = storeOf(logOf(entries(12), sealer, 12));
    const noted = { ...keyFile, unsealedUpTo: 20 };
    expect(await checked(store, noted)).toBe('sound, 12 rows read');
    expect(await checked(store, noted)).toBe('sound, 1 rows read');
    store.rows = store.rows.with(11, { ...itemAt(store.rows, 11), seal: null });
    expect(await checked(store, noted)).toBe('Row 12 has no seal: the bot did not write it.');
  });

  test('shows a row with a seal by another key than the bot’s', async () => {
    const store = storeOf(logOf(entries(3), sealer));
    store.rows.push(nextRow(store.rows.at(-1), entry, newKey().sealer));
    expect(await checked(store)).toContain('a key that is not known');
  });

  test('goes by the number alone where only that was kept of what the channel was told', async () => {
    const store = storeOf(logOf(entries(9), sealer));
    store.announced = { number: 4, hash: null };
    expect(await checked(store)).toBe('sound, 9 rows read');
  });

  test('needs seals from where the key file says so', async () => {
    const store = storeOf(logOf(entries(4), null));
    expect(await checked(store, { ...keyFile, unsealedUpTo: 2 })).toBe(
      'Row 3 has no seal: the bot did not write it.',
    );
  });

  test('walks from the lower of what was checked and what the channel was told', async () => {
    const store = storeOf(logOf(entries(9), sealer));
    await checked(store);
    store.announced = { number: 4, hash: itemAt(store.rows, 3).hash };
    expect(await checked(store)).toBe('sound, 6 rows read');
    store.announced = { number: 0, hash: '' };
    expect(await checked(store)).toBe('sound, 1 rows read');
    store.announced = { number: 4, hash: null };
    expect(await checked(store)).toBe('sound, 1 rows read');
  });
});
