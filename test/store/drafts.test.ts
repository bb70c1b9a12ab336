import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { Draft, Entry } from '../../src/requests/draft.ts';
import { engines, openTestStore, type TestStore } from '../support/store.ts';
import { aUser, minutesAfterNoon, noon } from './builders.ts';

const entries: readonly Entry[] = [
  { asked: 'tyler — „Größe“ 離職 🙂', finding: { kind: 'found', user: aUser({ deactivatedAt: noon }) } },
  { asked: 'nobody', finding: { kind: 'unknown', near: [aUser(), aUser()] } },
  { asked: 'kim', finding: { kind: 'ambiguous', candidates: [aUser(), aUser()], more: true } },
  { asked: '@Oscar (U1)', finding: { kind: 'no_email' } },
  { asked: 'priya', finding: { kind: 'as_wished', user: aUser({ isActive: false }) } },
  { asked: 'dana', finding: { kind: 'protected', user: aUser({ isAdmin: true }), why: 'administrator' } },
  { asked: 'gita', finding: { kind: 'open', user: aUser(), requestId: 'r23456789ab' } },
  { asked: 'ty', finding: { kind: 'double', user: aUser(), first: 'tyler' } },
];

function aDraft(id: string, changes: Partial<Draft> = {}): Draft {
  return {
    id,
    action: 'reactivate',
    requester: 'U01RITA',
    entries,
    bad: [{ line: 4, text: 'kaputt@' }],
    beyond: 3,
    reason: 'season over',
    ticket: 'IT-1',
    runAt: minutesAfterNoon(90),
    takeOver: null,
    createdAt: noon,
    ...changes,
  };
}

describe.each(engines)('drafts on %s', (engine) => {
  let opened: TestStore;
  beforeAll(async () => {
    opened = await openTestStore(engine);
  });
  afterAll(() => opened.remove());

  const save = (draft: Draft) => opened.store.transaction((tx) => tx.saveDraft(draft));
  const lock = (id: string, now: Date) => opened.store.transaction((tx) => tx.lockDraft(id, now));

  test('come back as they were kept, in every field', async () => {
    const draft = aDraft('d_full');
    await save(draft);
    expect(await opened.store.findDraft('d_full', noon)).toEqual(draft);
    expect(await lock('d_full', noon)).toEqual(draft);
    const empty = aDraft('d_empty', { entries: [], bad: [], reason: null, ticket: null, runAt: null });
    await save(empty);
    expect(await opened.store.findDraft('d_empty', noon)).toEqual(empty);
  });

  test('keep even what text in a database cannot hold', async () => {
    await save(aDraft('d_odd', { reason: 'odd \0 and \uD800' }));
    expect((await opened.store.findDraft('d_odd', noon))?.reason).toBe('odd \0 and \uD800');
  });

  test('are stored anew when somebody is chosen, and gone when they are taken', async () => {
    await save(aDraft('d_changed'));
    const changed = aDraft('d_changed', { entries: entries.slice(0, 1), reason: 'another' });
    await save(changed);
    expect(await opened.store.findDraft('d_changed', noon)).toEqual(changed);
    await opened.store.transaction((tx) => tx.removeDraft('d_changed'));
    expect(await opened.store.findDraft('d_changed', noon)).toBeNull();
    expect(await lock('d_changed', noon)).toBeNull();
  });

  test('serve for a day from when they were made', async () => {
    await save(aDraft('d_day'));
    const [last, over] = [minutesAfterNoon(24 * 60 - 1), minutesAfterNoon(24 * 60)];
    expect(await opened.store.findDraft('d_day', last)).not.toBeNull();
    expect(await lock('d_day', last)).not.toBeNull();
    expect(await opened.store.findDraft('d_day', over)).toBeNull();
    expect(await lock('d_day', over)).toBeNull();
  });

  test('that are too old are removed when another one is kept', async () => {
    await save(aDraft('d_old', { createdAt: minutesAfterNoon(-24 * 60 - 1) }));
    await save(aDraft('d_young', { createdAt: minutesAfterNoon(-24 * 60) }));
    await save(aDraft('d_new'));
    const rows = await opened.db.selectFrom('draft').select('id').execute();
    const ids = rows.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['d_young', 'd_new']));
    expect(ids).not.toContain('d_old');
  });

  test('are changed by two clicks one after the other, and both are kept', async () => {
    await save(aDraft('d_two', { entries: [] }));
    const add = (asked: string) =>
      opened.store.transaction(async (tx) => {
        const draft = await tx.lockDraft('d_two', noon);
        if (!draft) throw new Error('there is no draft');
        const entry: Entry = { asked, finding: { kind: 'no_email' } };
        await tx.saveDraft({ ...draft, entries: [...draft.entries, entry] });
      });
    await Promise.all(['one', 'two', 'three'].map(add));
    const kept = await opened.store.findDraft('d_two', noon);
    expect(kept?.entries.map(({ asked }) => asked).toSorted()).toEqual(['one', 'three', 'two']);
  });
});
