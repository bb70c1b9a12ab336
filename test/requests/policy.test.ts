import { describe, expect, test } from 'vitest';

import { wantsActive } from '../../src/requests/items.ts';
import {
  barrierFor,
  checkDecider,
  checkTarget,
  checkWish,
  memberOnly,
  outsiderOf,
  protectionOf,
  remindAtOf,
  ticketIn,
  type Decider,
} from '../../src/requests/policy.ts';
import { Refusal, type RefusalReason } from '../../src/requests/refusal.ts';
import { aProfile, aTarget, aUser } from '../store/builders.ts';

const botUser = 'f'.repeat(32);
const open = { protectedUsers: new Set<string>(), allowAdminTargets: false };

function refusalOf(check: () => void): RefusalReason | null {
  try {
    check();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error.because;
    throw error;
  }
}

describe('protected users', () => {
  const tyler = aUser({
    id: 'a'.repeat(32),
    email: 'Tyler.Reid@acme.example',
    username: 'TReid@acme.example',
  });

  test.each([
    ['their e-mail', 'tyler.reid@acme.example'],
    ['their user name', 'treid@acme.example'],
    ['their id', 'a'.repeat(32)],
  ])('a user is protected by %s, in any case', (_what, listed) => {
    const policy = { ...open, protectedUsers: new Set([listed]) };
    expect(protectionOf(tyler, policy, botUser)).toBe('listed');
  });

  test('a user is not protected by somebody else’s address', () => {
    const policy = { ...open, protectedUsers: new Set(['reid@acme.example']) };
    expect(protectionOf(tyler, policy, botUser)).toBeNull();
  });

  test('the user the bot works as is protected even where administrators are not', () => {
    const self = aUser({ id: botUser, isAdmin: true });
    expect(protectionOf(self, { ...open, allowAdminTargets: true }, botUser)).toBe('api_user');
  });

  test('administrators are protected unless the configuration allows them', () => {
    const admin = aUser({ isAdmin: true });
    expect(protectionOf(admin, open, botUser)).toBe('administrator');
    expect(protectionOf(admin, { ...open, allowAdminTargets: true }, botUser)).toBeNull();
  });

  test('a user of whom it is not known counts as protected, for a reason of its own', () => {
    const unknown = aUser({ isAdmin: null });
    expect(protectionOf(unknown, open, botUser)).toBe('admin_unknown');
    expect(protectionOf(unknown, { ...open, allowAdminTargets: true }, botUser)).toBeNull();
  });

  test('a listed administrator stays protected where administrators are allowed', () => {
    const admin = aUser({ isAdmin: true });
    const policy = { protectedUsers: new Set([admin.email.toLowerCase()]), allowAdminTargets: true };
    expect(protectionOf(admin, policy, botUser)).toBe('listed');
  });
});

describe('targets', () => {
  test.each([
    ['deactivate', true, null],
    ['deactivate', false, 'nothing_to_do'],
    ['reactivate', false, null],
    ['reactivate', true, 'nothing_to_do'],
  ] as const)('%s, a user whose isActive is %s: %s', (action, isActive, reason) => {
    const refusal = refusalOf(() => checkTarget(aUser({ isActive }), action, open, botUser));
    expect(refusal?.reason ?? null).toBe(reason);
  });

  test('that a user is protected is said first', () => {
    const user = aUser({ isAdmin: true, isActive: false });
    const refusal = refusalOf(() => checkTarget(user, 'deactivate', open, botUser));
    expect(refusal).toEqual({ reason: 'protected', user, why: 'administrator' });
  });

  test('only a reactivation leaves a user active', () => {
    expect([wantsActive('deactivate'), wantsActive('reactivate')]).toEqual([false, true]);
  });
});

describe('who is a member of this workspace', () => {
  test.each([
    [{}, null],
    [{ isDeleted: true, isPerson: false }, 'left'],
    [{ isPerson: false }, 'bot'],
    [{ isGuest: true }, 'guest'],
    [{ isForeign: true }, 'foreign'],
  ] as const)('%o: %j', (changes, why) => {
    const profile = aProfile(changes);
    expect(outsiderOf(profile)).toBe(why);
    const refusal = refusalOf(() => void memberOnly(profile));
    expect(refusal).toEqual(why && { reason: 'not_a_member', why });
  });

  test('nobody whom Slack does not know', () => {
    expect(refusalOf(() => void memberOnly(null))).toEqual({ reason: 'not_a_member', why: 'unknown' });
  });
});

describe('who may decide', () => {
  const tyler = aUser({ email: 'Tyler.Reid@acme.example', username: 'treid@acme.example' });
  const request = {
    requester: 'U0RITA',
    targets: [
      aTarget(aUser({ email: 'kim@acme.example', username: 'kim' })),
      aTarget(tyler, { slackUserId: 'U0TYLER' }),
    ],
  };
  const strict = { allowSelfApproval: false, approverTies: new Map<string, string>() };
  const alan: Decider = { id: 'U0ALAN', name: 'Alan Ott', isApprover: true, email: 'alan@acme.example' };

  test.each<[string, Partial<Decider>, ReturnType<typeof barrierFor>]>([
    ['an approver may', {}, null],
    ['an approver without an e-mail may', { email: null }, null],
    ['an outsider may not', { isApprover: false }, 'not_an_approver'],
    ['the requester may not', { id: 'U0RITA' }, 'own_request'],
    ['a target may not, known by Slack id', { id: 'U0TYLER', email: null }, 'about_yourself'],
    ['a target may not, known by e-mail', { email: 'tyler.reid@acme.example' }, 'about_yourself'],
    ['a target may not, whatever the case', { email: 'TYLER.REID@ACME.EXAMPLE' }, 'about_yourself'],
    ['a target may not, known by user name', { email: 'TReid@acme.example' }, 'about_yourself'],
    ['a target may not, by Slack id when the e-mail differs', { id: 'U0TYLER' }, 'about_yourself'],
    ['nor may the first of several targets', { email: 'kim@acme.example' }, 'about_yourself'],
    ['an outsider learns nothing more', { id: 'U0RITA', isApprover: false }, 'not_an_approver'],
  ])('%s', (_sentence, changes, barrier) => {
    const decider = { ...alan, ...changes };
    expect(barrierFor(decider, request, strict)).toBe(barrier);
    expect(refusalOf(() => checkDecider(decider, request, strict))).toEqual(
      barrier === null ? null : { reason: barrier },
    );
  });

  test('where self-approval is allowed, a requester may decide, but never about themselves', () => {
    const lenient = { ...strict, allowSelfApproval: true };
    expect(barrierFor({ ...alan, id: 'U0RITA' }, request, lenient)).toBeNull();
    const aboutRita = { ...request, requester: 'U0TYLER' };
    expect(barrierFor({ ...alan, id: 'U0TYLER' }, aboutRita, lenient)).toBe('about_yourself');
  });

  test('an approver is also who their Slack account is tied to', () => {
    const tied = { ...strict, approverTies: new Map([['U0ALAN', 'tyler.reid@acme.example']]) };
    expect(barrierFor(alan, request, strict)).toBeNull();
    expect(barrierFor(alan, request, tied)).toBe('about_yourself');
    expect(barrierFor({ ...alan, email: 'kim@acme.example' }, request, tied)).toBe('about_yourself');
    expect(barrierFor({ ...alan, id: 'U0BEA' }, request, tied)).toBeNull();
    const byName = { ...strict, approverTies: new Map([['U0ALAN', 'treid@acme.example']]) };
    expect(barrierFor(alan, request, byName)).toBe('about_yourself');
  });

  test('two people without an e-mail are not taken for one', () => {
    const nameless = { requester: 'U0RITA', targets: [aTarget(aUser({ email: '', username: 'kim' }))] };
    expect(barrierFor({ ...alan, email: '' }, nameless, strict)).toBeNull();
  });
});

describe('what a wish has to say', () => {
  const free = { reasonRequired: false, ticketPattern: null };
  const strict = { reasonRequired: true, ticketPattern: /IT-[0-9]+/u };
  const refused = (reason: string | null, ticket: string | null, policy: typeof free | typeof strict) =>
    refusalOf(() => checkWish({ reason, ticket }, policy));

  test('is nothing unless the configuration wants it', () => {
    expect(refused(null, null, free)).toBeNull();
    expect(refused(' ', 'anything', free)).toBeNull();
  });

  test('is a reason and a ticket where it does', () => {
    expect(refused('left', 'IT-1', strict)).toBeNull();
    for (const reason of [null, '', ' \t']) {
      expect(refused(reason, 'IT-1', strict)).toEqual({ reason: 'reason_missing' });
    }
    expect(refused('left', null, strict)).toEqual({ reason: 'ticket_missing', typed: '' });
    expect(refused('left', null, { ...strict, ticketPattern: /[a-z]/u })).toMatchObject({ typed: '' });
    expect(refused('left', 'soon', strict)).toEqual({ reason: 'ticket_missing', typed: 'soon' });
    expect(refused('left', null, { ...free, reasonRequired: true })).toBeNull();
  });

  test('has its ticket wherever it stands, among the first 500 letters', () => {
    expect(ticketIn('see IT-12 and IT-13', strict)).toBe('IT-12');
    expect(ticketIn('nothing', strict)).toBeNull();
    expect(ticketIn('IT-12', free)).toBeNull();
    expect(ticketIn('left (ticket: IT-12)', { ticketPattern: /^IT-[0-9]+$/u })).toBe('IT-12');
    expect(ticketIn('', { ticketPattern: /x*/u })).toBeNull();
    expect(ticketIn(`${'.'.repeat(496)}IT-1`, strict)).toBe('IT-1');
    expect(ticketIn(`${'.'.repeat(497)}IT-1`, strict)).toBeNull();
  });
});

test('approvers are reminded so many hours after a request was made', () => {
  const createdAt = new Date('2026-03-02T12:00:00Z');
  expect(remindAtOf({ createdAt }, { remindAfterHours: 36 })).toEqual(new Date('2026-03-04T00:00:00Z'));
});
