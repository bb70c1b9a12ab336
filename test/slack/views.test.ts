import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { interactives } from '../../sandbox/slack/block-kit/blocks.ts';
import { checkView } from '../../sandbox/slack/block-kit/check.ts';
import { plainText } from '../../sandbox/slack/block-kit/plain-text.ts';
import { en } from '../../src/i18n/en.ts';
import { line, link } from '../../src/i18n/line.ts';
import { linesOf } from '../../src/requests/audit-lines.ts';
import type { Request, State } from '../../src/requests/request.ts';
import {
  cancelledAnswer,
  chosenAnswer,
  lookingUp,
  submittedAnswer,
  understoodAnswer,
} from '../../src/slack/views/answers.ts';
import { auditPost } from '../../src/slack/views/audit-line.ts';
import type { Content } from '../../src/slack/views/blocks.ts';
import type { CardFacts } from '../../src/slack/views/card-facts.ts';
import { confirmMessage, placeholder } from '../../src/slack/views/confirm.ts';
import { denialView, noteView, waitView } from '../../src/slack/views/denial.ts';
import { listAnswer } from '../../src/slack/views/list.ts';
import { picker } from '../../src/slack/views/picker.ts';
import { refusalMessage } from '../../src/slack/views/refusal.ts';
import { reminder, resultMessage } from '../../src/slack/views/result.ts';
import { aRequest, aTarget, aUser, minutesAfterNoon, noon } from '../store/builders.ts';
import { auditRow, nasty, refusal, request, user } from './arbitrary.ts';
import { facts as ordinary } from './card.ts';
import { foreign, formatted, shown, unsound } from './soundness.ts';

const policy = { ...ordinary.policy, approvers: ['S01APPROVERS', 'U0ALAN', 'W0BEATRICE'] };
const facts: CardFacts = { ...ordinary, policy };
const cardUrl = 'https://acme.slack.com/archives/C1/p1';
const confirmLink = link(cardUrl, en.command.linkText);

describe('whatever people and Workfront put into it, Slack takes', () => {
  test('the confirm message', () => {
    const property = fc.property(request, (each) => {
      for (const content of [
        confirmMessage(each, facts),
        placeholder(each, facts),
        resultMessage(each, cardUrl, en, noon),
        reminder(each, ['U0ALAN'], en),
      ]) {
        expect(foreign(content)).toEqual([]);
        expect(content.blocks.some(({ type }) => type === 'rich_text')).toBe(true);
        expect(JSON.stringify(content.blocks)).not.toContain('"emoji":true');
      }
      expect(unsound(confirmMessage(each, facts), placeholder(each, facts))).toEqual([]);
    });
    fc.assert(property, { numRuns: 400 });
  });

  test.each(['pending', 'denied', 'failed'] as const)(
    'the longest confirm message there can be: %s',
    (state) => {
      const most = '&'.repeat(3000);
      const written = { name: most, email: most, username: most, title: most, accessLevel: most };
      const warnings = { isAdmin: true, scheduledDeactivationAt: noon };
      const longest = aUser({ ...written, ...warnings, homeGroup: most, manager: most });
      const outcome = { result: 'failed', reason: 'rejected', detail: most } as const;
      const targets = [aTarget(longest, { outcome })];
      const decision = { by: 'U0ALAN', at: noon, reason: most };
      const full = aRequest({ state, targets, decision, reason: most, dryRun: true });
      expect(unsound(confirmMessage(full, facts))).toEqual([]);
    },
  );

  test('the answers to the requester', () => {
    const property = fc.property(request, fc.constantFrom(confirmLink, null), (each, address) => {
      const answers = [submittedAnswer(each, address, en), resultMessage(each, address && cardUrl, en, noon)];
      expect(formatted(...answers, cancelledAnswer(each, en), chosenAnswer(each, en))).toEqual([]);
    });
    fc.assert(property, { numRuns: 400 });
  });

  test('lists of requests', () => {
    const rows = fc.array(
      fc.record({
        request,
        mayStop: fc.boolean(),
        mayWithdraw: fc.boolean(),
        card: fc.constantFrom(null, aPlace),
      }),
      {
        maxLength: 10,
      },
    );
    const property = fc.property(rows, nasty, fc.nat(3), fc.boolean(), (listed, about, page, hasMore) => {
      const shownPage = { which: 'history', about: about.slice(0, 250), page, listed, hasMore } as const;
      expect(formatted(listAnswer(shownPage, 'https://acme.slack.com/', en, line`Withdrawn`))).toEqual([]);
    });
    fc.assert(property, { numRuns: 300 });
  });

  test('the picker', () => {
    const users = fc.uniqueArray(user, { minLength: 1, maxLength: 25, selector: ({ id }) => id });
    const property = fc.property(users, nasty, fc.boolean(), (found, asked, more) => {
      const lookUp = { ...aLookUp, asked, candidates: found.map(({ id }) => id) };
      const understood = found.slice(0, 1).map((one) => understoodAnswer(lookUp, one, en));
      expect(formatted(picker(lookUp, found, more, en), ...understood)).toEqual([]);
    });
    fc.assert(property, { numRuns: 300 });
  });

  test('refusals', () => {
    const property = fc.property(refusal, (because) => {
      const content = refusalMessage(because, en, () => confirmLink);
      expect(formatted(content)).toEqual([]);
      expect(checkView(noteView(content, en), 'modal').ok).toBe(true);
    });
    fc.assert(property, { numRuns: 400 });
  });

  test('audit lines', () => {
    const names = new Map([['U0RITA', '<!channel>']]);
    const rows = fc.array(auditRow, { minLength: 1, maxLength: 30 });
    const property = fc.property(rows, (log) => {
      const numbered = log.map((row, index) => ({ ...row, number: index + 1 }));
      const stories = new Map([['r7kq2m9x3ta', numbered]]);
      const { content, count } = auditPost(linesOf(numbered, true), { stories, names }, en);
      expect(unsound(content)).toEqual([]);
      expect(count).toBeGreaterThan(0);
    });
    fc.assert(property, { numRuns: 250 });
  });

  test('the line about a look-up that takes long', () => {
    const property = fc.property(nasty, (asked) => {
      expect(formatted(lookingUp({ question: { by: 'name', name: asked }, asked }, en))).toEqual([]);
    });
    fc.assert(property);
  });

  test('windows', () => {
    const property = fc.property(request, nasty, (each, name) => {
      const view = denialView(each, name, en);
      expect(checkView(view, 'modal').ok).toBe(true);
      expect(JSON.stringify(view)).not.toMatch(/"mrkdwn"|"emoji":true/u);
    });
    fc.assert(property);
    expect(checkView(denialView(aRequest(), 'Rita', en), 'modal').ok).toBe(true);
    expect(checkView(waitView(en), 'modal').ok).toBe(true);
  });
});

const aPlace = { channel: 'C1', ts: '1.2' };

const aLookUp = {
  id: 'r7kq2m9x3ta',
  action: 'deactivate',
  requester: 'U0RITA',
  asked: 'lee',
  reason: null,
  candidates: [],
  runAt: null,
  takeOver: null,
  createdAt: noon,
} as const;

/** The buttons of a message, by their label. */
function buttons(content: Content): readonly (readonly [string, string | undefined])[] {
  return interactives(shown(content)).flatMap(({ element }) =>
    element.type === 'button' ? [[element.text.text, element.value] as const] : [],
  );
}

describe('the buttons of the confirm message', () => {
  const id = 'r7kq2m9x3ta';
  const all = ['Deactivate', 'Deny', 'Withdraw'].map((label) => [label, id]);
  const decision = { by: 'U0ALAN', at: noon, reason: null };

  test.each<[State, Partial<Request>, readonly unknown[]]>([
    ['pending', {}, all],
    ['pending', { runAt: noon }, all],
    ['approved', {}, []],
    ['approved', { runAt: noon }, [['Stop', id]]],
    ['executing', { trouble: { since: noon, code: 'unavailable', nextTryAt: noon } }, [['Try now', id]]],
    ['executing', { runAt: noon }, []],
    ['done', { runAt: noon }, []],
    ['failed', { runAt: noon }, []],
    ['denied', { runAt: noon, decision }, []],
    ['expired', { runAt: noon, decision }, []],
    ['cancelled', { runAt: noon, decision }, []],
  ])('%s %o: %j', (state, changes, expected) => {
    expect(buttons(confirmMessage(aRequest({ id, state, ...changes }), facts))).toEqual(expected);
  });

  test('there are none before the message has its place', () => {
    expect(buttons(placeholder(aRequest(), facts))).toEqual([]);
  });

  test('the button that acts asks once more, in red for a deactivation', () => {
    const styles = (['deactivate', 'reactivate'] as const).map((action) => {
      const [first] = interactives(shown(confirmMessage(aRequest({ action }), facts)));
      return first?.element.type === 'button' && [first.element.style, first.element.confirm?.style];
    });
    expect(styles).toEqual([
      ['danger', 'danger'],
      ['primary', 'primary'],
    ]);
  });

  test('the requester’s answer has a button to withdraw while nobody decided', () => {
    expect(buttons(submittedAnswer(aRequest({ id }), confirmLink, en))).toEqual([['Undo', id]]);
    expect(buttons(submittedAnswer(aRequest({ id, state: 'executing' }), confirmLink, en))).toEqual([]);
  });
});

describe('what people read', () => {
  const tyler = aUser({ name: '<!channel> & <@U0ALAN>', isAdmin: true });
  const pending = aRequest({ targets: [aTarget(tyler)], reason: 'see <!here>' });

  test('a name that looks like a mention pings nobody', () => {
    const content = confirmMessage(pending, facts);
    const words = plainText({ blocks: shown(content) });
    expect(words).toContain('Deactivate <!channel> & <@U0ALAN>?');
    expect(words).toContain('Reason: see <!here>');
    expect(content.text).toBe('Deactivate &lt;!channel&gt; &amp; &lt;@U0ALAN&gt;?');
  });

  test('a request whose outcome is not known is not called done', () => {
    const executing = aRequest({
      state: 'executing',
      targets: [aTarget(tyler, { outcome: { result: 'sending' } })],
    });
    expect(plainText({ blocks: shown(confirmMessage(executing, facts)) })).not.toContain('white_check_mark');
  });

  test('a dry run says so on every message', () => {
    const dry = { ...pending, dryRun: true };
    for (const content of [confirmMessage(dry, facts), resultMessage(dry, null, en, noon)]) {
      expect(plainText({ blocks: shown(content) })).toContain('Dry run.');
    }
  });

  test('a mention that was asked for is shown as one', () => {
    const question = { by: 'slack_user', slackUserId: 'U0TYLER' } as const;
    expect(lookingUp({ question, asked: '<@U0TYLER|tyler>' }, en).text).toContain('<@U0TYLER>');
  });

  test('many people are told by number, ten by name, and those who matter are marked', () => {
    const admin = aTarget(aUser({ name: 'Ada Admin', isAdmin: true }));
    const many = [admin, ...Array.from({ length: 92 }, (_, index) => aTarget(aUser({ name: `P ${index}` })))];
    const content = confirmMessage(aRequest({ targets: many, approvalsRequired: 2 }), facts);
    const words = plainText({ blocks: shown(content) });
    expect(words).toMatch(/^Deactivate 93 people\?\n/u);
    expect(words).toContain('• Ada Admin (Tyler.Reid@acme.example) · :warning: administrator\n• P 0 (');
    expect(words).toContain('• P 8 (Tyler.Reid@acme.example)\nand 83 more');
    expect(placeholder(aRequest({ targets: many }), facts).text).toContain('Deactivate 93 people?');
  });

  test('while many are carried out the numbers are told, and at the end everybody who was not done', () => {
    const done = aTarget(aUser(), { outcome: { result: 'done', confirmedBy: 'answer' } });
    const targets = [...Array.from({ length: 41 }, () => done), refused(1), aTarget()];
    const running = confirmMessage(aRequest({ state: 'executing', targets }), facts);
    expect(plainText({ blocks: shown(running) })).toContain('41 of 43 done, 1 not possible');
    expect(plainText({ blocks: shown(running) })).not.toContain('Still to do');
    const ended = aRequest({
      state: 'failed',
      targets: [done, ...Array.from({ length: 23 }, (_, index) => refused(index))],
    });
    const words = plainText({ blocks: shown(confirmMessage(ended, facts)) });
    expect(words).toMatch(/^1 of 24 people is deactivated\n1 of 24 done, 23 not possible\n/u);
    expect(words.match(/Workfront refused and said “no”/gu)).toHaveLength(20);
    expect(words).toContain('and 3 more that were not done');
    expect(words).toContain('Still to do: remove the deactivated person from the');
  });

  test.each([
    [{}, 'Tyler Reid (Tyler.Reid@acme.example) will lose access right away.'],
    [
      { approvalsRequired: 2 },
      'Tyler Reid (Tyler.Reid@acme.example) will lose access once 1 more approver agrees.',
    ],
    [
      { runAt: minutesAfterNoon(60) },
      'Tyler Reid (Tyler.Reid@acme.example) will lose access on 2026-03-04 13:00 UTC.',
    ],
    [
      { runAt: minutesAfterNoon(60), approvalsRequired: 3 },
      'Tyler Reid (Tyler.Reid@acme.example) will lose access on 2026-03-04 13:00 UTC, once 2 more approvers agree.',
    ],
    [{ runAt: minutesAfterNoon(-60) }, 'Tyler Reid (Tyler.Reid@acme.example) will lose access right away.'],
    [{ action: 'reactivate' }, 'Tyler Reid (Tyler.Reid@acme.example) will get access again right away.'],
  ] as const)('the dialog of %j says what the click does', (changes, expected) => {
    const [approve] = interactives(shown(confirmMessage(aRequest(changes), facts)));
    expect(approve?.element.type === 'button' && approve.element.confirm?.text.text).toBe(expected);
  });

  test('the first post is good on a lock screen and calls those who may decide', () => {
    const asked = { id: 'r7kq2m9x3ta', requester: 'U0ALAN', reason: 'left on Friday' };
    const { text, blocks } = placeholder(aRequest(asked), facts);
    expect(text).toBe(
      [
        'Deactivate Tyler Reid (Tyler.Reid@acme.example)? Asked by <@U0ALAN>: left on Friday',
        'To decide: <!subteam^S01APPROVERS> <@W0BEATRICE>',
        'Preparing request r7kq2m9x3ta; buttons appear shortly.',
      ].join('\n'),
    );
    expect(plainText({ blocks: shown({ text, blocks }) })).toBe(text);
    const quiet = placeholder(aRequest(asked), { ...facts, policy: { ...policy, notifyApprovers: 'none' } });
    expect(quiet.text).not.toContain('To decide');
  });

  test.each([
    ['Jor\u200Bdan Lee', 'Jor[U+200B]dan Lee', 'contains invisible characters'],
    ['\u202Eeel nadroJ', '[U+202E]eel nadroJ', 'contains invisible characters'],
    ['J\u043Erdan Lee', 'J\u043Erdan Lee', 'mixes alphabets'],
  ])('what is odd about a name is shown and said: %j', (name, shownAs, mark) => {
    const words = plainText({
      blocks: shown(confirmMessage(aRequest({ targets: [aTarget(aUser({ name }))] }), facts)),
    });
    expect(words).toContain(`Deactivate ${shownAs}?`);
    expect(words).toContain(`:warning: The name or address ${mark}.`);
  });

  test.each([
    ['Standard', 'Access level: Standard, as before.'],
    ['Light', 'Access level: now Light, was Standard.'],
    [null, 'Access level: none. Assign one in Workfront.'],
  ])('after a reactivation the access level is told: %j', (accessLevel, expected) => {
    const outcome = { result: 'done', confirmedBy: 'read', accessLevel } as const;
    const targets = [aTarget(aUser({ accessLevel: 'Standard' }), { outcome })];
    const ended = aRequest({ action: 'reactivate', state: 'done', targets });
    expect(plainText({ blocks: shown(confirmMessage(ended, facts)) })).toContain(expected);
  });

  test('who was left out is named with who left them out, and does not count', () => {
    const out = aTarget(aUser({ name: 'Kim Lee', email: 'kim@acme.example' }), { leftOutBy: 'U0ALAN' });
    const asked = aRequest({ targets: [aTarget(aUser({ name: 'Ada Brook' })), out] });
    const words = plainText({ blocks: shown(confirmMessage(asked, facts)) });
    expect(words).toMatch(/^Deactivate Ada Brook\?\n/u);
    expect(words).toContain('Left out by <@U0ALAN>: Kim Lee (kim@acme.example)');
  });

  test('who has neither an address nor a user name is named by the id, as such', () => {
    const id = 'c'.repeat(32);
    const unnamed = aRequest({ targets: [aTarget(aUser({ id, email: '', username: '' }))] });
    expect(plainText({ blocks: shown(confirmMessage(unnamed, facts)) })).toContain(`Workfront ID: ${id}`);
    expect(plainText({ blocks: shown(submittedAnswer(unnamed, confirmLink, en)) })).toContain(`(${id})`);
  });

  test('a wait below a minute is told in seconds, and who approved', () => {
    expect(waiting(20_000)).toContain('Workfront does not answer. Nothing is lost: next try in 20 seconds.');
    expect(waiting(90_000)).toContain('next try <!date^');
    expect(waiting(90_000)).toContain('Approved by <@U0BEA>, <@U0ALAN>');
  });
});

/** Somebody whom Workfront refused to deactivate. */
function refused(index: number) {
  return aTarget(aUser({ name: `P ${index}`, email: `p${index}@acme.example` }), {
    outcome: { result: 'failed', reason: 'rejected', detail: 'no' },
  });
}

/** The card while Workfront is away and is asked again in so many milliseconds. */
function waiting(ms: number): string {
  const trouble = { since: noon, code: 'unavailable', nextTryAt: new Date(noon.getTime() + ms) };
  const approvals = ['U0BEA', 'U0ALAN'].map((approver) => ({ approver, at: noon }));
  return plainText({
    blocks: shown(confirmMessage(aRequest({ state: 'executing', trouble, approvals }), facts)),
  });
}
