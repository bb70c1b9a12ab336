import { describe, expect, test } from 'vitest';

import type { SealedRow } from '../../src/audit/chain.ts';
import { sayFault } from '../../src/audit/faults.ts';
import type { StoredRequest } from '../../src/audit/story.ts';
import { verifyStore } from '../../src/audit/verify-store.ts';
import type { AuditRow } from '../../src/requests/audit.ts';
import { itemAt, logOf, newKey } from './builders.ts';
import { noon, play } from './play.ts';

const { sealer, keys } = newKey();
const { request, rows } = play(['approve', 'approve_too', 'begin', 'settle'], sealer);

async function* each<T>(list: readonly T[]): AsyncGenerator<T> {
  yield* list;
}

const chainOf = ({ number, text, previousHash, hash, seal }: SealedRow) => ({
  number,
  text,
  previousHash,
  hash,
  seal,
});

/** What verifying a store with these rows and requests says. */
async function said(stored: {
  readonly rows?: readonly AuditRow[];
  readonly requests?: readonly StoredRequest[];
  readonly read?: (row: SealedRow) => AuditRow | null;
}): Promise<readonly string[]> {
  const of = stored.rows ?? rows;
  const verdict = await verifyStore(
    {
      rows: each(of),
      read: stored.read ?? (({ number }) => of.find((row) => row.number === number) ?? null),
      requests: each(stored.requests ?? [request]),
    },
    { keys },
  );
  return verdict.ok ? [`${verdict.rows} rows, ${verdict.requests} requests`] : verdict.faults.map(sayFault);
}

/** The row as it stands in a log of as many, each the row of another request, or of none. */
function copies(count: number, requestId: (at: number) => string | null): readonly AuditRow[] {
  const all = Array.from({ length: count }, (_, at) => ({ ...itemAt(rows, 0), requestId: requestId(at) }));
  return logOf(all, sealer).map((row, at) => ({ ...itemAt(all, at), ...chainOf(row) }));
}

describe('a store', () => {
  test('is sound when every request is what its rows say', async () => {
    expect(await said({})).toEqual(['7 rows, 1 requests']);
  });

  test('shows a request of which the log does not know', async () => {
    const { approvals } = request;
    const smuggled = { ...request, id: 'r3333333333', state: 'approved' as const, approvals };
    expect(await said({ requests: [request, smuggled] })).toEqual([
      'Request r3333333333 is in the store, but the log has no row of it.',
    ]);
  });

  test('shows a request that is gone', async () => {
    expect(await said({ requests: [] })).toEqual([
      'Row 1 tells of request r2222222222, but the store has no such request.',
    ]);
  });

  test('shows a request whose rows begin with something else than that it was asked for', async () => {
    const later = rows.slice(1);
    const begun = logOf(later, sealer).map((row, at) => ({ ...itemAt(later, at), ...chainOf(row) }));
    expect(await said({ rows: begun })).toEqual([
      'Row 1 tells of request r2222222222, but no row says that somebody asked for it.',
    ]);
  });

  test('shows a state, an approval or a date that was changed', async () => {
    const changed = { ...request, state: 'denied' as const, approvals: [], runAt: noon };
    const [state, date, approvals] = await said({ requests: [changed] });
    expect(state).toBe(
      'Request r2222222222: the store says the state denied, its rows up to row 7 say done.',
    );
    expect(date).toContain('the store says the date 2026-03-02T12:00:00.000Z, its rows up to row 7 say none');
    expect(approvals).toContain('the store says the approvals none, its rows up to row 7 say U2 at 2026');
  });

  test('shows a row that is sound but that nobody can read', async () => {
    expect(await said({ read: () => null })).toContain(
      'Row 2 cannot be read: a newer version wrote it, or the bot did not.',
    );
  });

  test('has rows that tell of no request', async () => {
    expect(await said({ rows: copies(3, () => null), requests: [] })).toEqual(['3 rows, 0 requests']);
  });

  test('with many faults tells of twenty', async () => {
    const many = copies(25, (at) => `r${at}`);
    expect(await said({ rows: many, requests: [] })).toHaveLength(20);
    expect(await said({ rows: many, requests: [], read: () => null })).toHaveLength(20);
  });

  test('with a wrong row is told of that row alone', async () => {
    const changed = rows.map((row) => (row.number === 3 ? { ...row, actor: 'U9' } : row));
    expect(await said({ rows: changed, requests: [] })).toEqual([
      'Row 3 was changed: its content does not match its hash.',
    ]);
  });
});
