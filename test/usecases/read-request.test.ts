import { describe, expect, test } from 'vitest';

import { Refusal, type RefusalReason } from '../../src/requests/refusal.ts';
import type { Request } from '../../src/requests/request.ts';
import { readRequest } from '../../src/usecases/read-request.ts';
import { aRequest, noon } from '../store/builders.ts';
import { keeping, peopleOf } from './in-memory.ts';
import { policyWith } from './policy-with.ts';

const [rita, alan, ed, oscar, guest] = ['U01RITA', 'U01ALAN', 'U01ED', 'U01OSCAR', 'U01GUEST'];
const id = 'r7kq2m9x3ta';
const policy = policyWith({ requesters: [rita], approvers: [alan, guest], escalationApprovers: [ed] });

async function read(actor: string, changes: Partial<Request> = {}, requestId = id) {
  const { store, saved } = keeping([aRequest({ id, requester: rita, ...changes })]);
  const people = {
    ...peopleOf({ [rita]: {}, [alan]: {}, [ed]: {}, [oscar]: { name: 'Oscar' }, [guest]: { isGuest: true } }),
    members: async (ids: readonly string[]) => new Set(ids),
  };
  const came = await readRequest({ store, people, now: () => noon }, policy, { requestId, actor }).then(
    () => 'read' as const,
    (error: unknown): RefusalReason['reason'] => {
      if (error instanceof Refusal) return error.because.reason;
      throw error;
    },
  );
  return { came, refused: saved.flatMap(({ audit = [] }) => audit) };
}

describe('a request', () => {
  test.each([
    ['a requester', rita, {}, 'read'],
    ['an approver', alan, {}, 'read'],
    ['a further approver who was not asked yet', ed, {}, 'not_a_reader'],
    ['a further approver', ed, { escalatedAt: noon }, 'read'],
    ['who asked for it, though they may not ask any more', oscar, { requester: oscar }, 'read'],
    ['anybody else', oscar, {}, 'not_a_reader'],
    ['an approver who is a guest', guest, {}, 'not_a_member'],
    ['somebody whom Slack does not know', 'U01NOBODY', {}, 'not_a_reader'],
  ] as const)('is shown to %s, or not', async (_who, actor, changes, came) => {
    expect((await read(actor, changes)).came).toBe(came);
  });

  test('that is refused to somebody leaves a row that names both', async () => {
    const { refused } = await read(oscar);
    expect(refused).toMatchObject([
      { event: 'refused', actor: oscar, requestId: id, data: { attempted: 'read', actorName: 'Oscar' } },
    ]);
  });

  test('that is not known is refused', async () => {
    expect((await read(rita, {}, 'r2222222222')).came).toBe('request_unknown');
    expect((await read(rita, {}, '\0')).came).toBe('request_unknown');
  });
});
