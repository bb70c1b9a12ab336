import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { readContent } from '../../sandbox/slack/api/content.ts';
import { interactives, type Block } from '../../sandbox/slack/block-kit/blocks.ts';
import { LIMITS } from '../../sandbox/slack/block-kit/limits.ts';
import { plainText } from '../../sandbox/slack/block-kit/plain-text.ts';
import { checkView } from '../../sandbox/slack/block-kit/view-schema.ts';
import { en } from '../../src/i18n/en.ts';
import type { Request, State } from '../../src/requests/request.ts';
import { link } from '../../src/slack/text.ts';
import {
  cancelledAnswer,
  lookingUp,
  requestList,
  resultMessage,
  submittedAnswer,
} from '../../src/slack/views/answers.ts';
import { auditLine } from '../../src/slack/views/audit-line.ts';
import type { Content } from '../../src/slack/views/blocks.ts';
import { confirmMessage, placeholder } from '../../src/slack/views/confirm.ts';
import { denialView, noteView, waitView } from '../../src/slack/views/denial.ts';
import { picker } from '../../src/slack/views/picker.ts';
import { refusalMessage } from '../../src/slack/views/refusal.ts';
import { aRequest, aTarget, aUser, noon } from '../store/builders.ts';
import { auditRow, nasty, refusal, request, user } from './arbitrary.ts';

const confirmLink = link('https://acme.slack.com/archives/C1/p1', en.command.linkText);

/** What Slack shows; throws what Slack would answer, for a new message and for an update alike. */
function shown({ text, blocks }: Content): readonly Block[] {
  return readContent({ text, blocks }, { characters: LIMITS.updateText, beyond: 'refuse' }).blocks;
}

const ours =
  /<@[UW][A-Z0-9]+>|<!date\^\d+\^\{date_(?:short_pretty|long)\}(?:,? \{time\})?\|[-: \dUTC]+>|<https:[^<>|]+\|[^<>|]+>/gu;

/** Every text of the content that Slack reads as markup. */
function markup({ text, blocks }: Content): readonly string[] {
  const texts = blocks.flatMap((block) => {
    if (block.type === 'section') return [block.text, ...(block.fields ?? [])];
    return block.type === 'context' ? block.elements : [];
  });
  return [text, ...texts.flatMap((each) => (each?.type === 'mrkdwn' ? [each.text] : []))];
}

/**
 * Texts in which something could mention or link that we did not write ourselves, or is cut in half.
 * Throws when Slack would not take the content.
 */
function unsound(...contents: readonly Content[]): readonly string[] {
  for (const content of contents) shown(content);
  return contents
    .flatMap(markup)
    .filter((text) => /[<>]|&(?!(?:amp|lt|gt);)/u.test(text.replaceAll(ours, '')));
}

describe('whatever people and Workfront put into it, Slack takes', () => {
  test('the confirm message', () => {
    const property = fc.property(request, (each) => {
      expect(unsound(confirmMessage(each, en), placeholder(each, en))).toEqual([]);
    });
    fc.assert(property, { numRuns: 2000 });
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
      expect(unsound(confirmMessage(full, en))).toEqual([]);
    },
  );

  test('the answers to the requester', () => {
    const property = fc.property(request, fc.constantFrom(confirmLink, null), (each, address) => {
      const answers = [submittedAnswer(each, address, en), resultMessage(each, address, en)];
      expect(unsound(...answers, cancelledAnswer(each, en))).toEqual([]);
    });
    fc.assert(property, { numRuns: 1000 });
  });

  test('lists of requests', () => {
    const property = fc.property(fc.array(request, { maxLength: 20 }), (requests) => {
      expect(unsound(requestList(requests, en.command.history, en.command.noHistory, en))).toEqual([]);
    });
    fc.assert(property, { numRuns: 300 });
  });

  test('the picker', () => {
    const users = fc.uniqueArray(user, { minLength: 1, maxLength: 25, selector: ({ id }) => id });
    const property = fc.property(users, nasty, fc.boolean(), (found, asked, more) => {
      const lookUp = { ...aLookUp, asked, candidates: found.map(({ id }) => id) };
      expect(unsound(picker(lookUp, found, more, en))).toEqual([]);
    });
    fc.assert(property, { numRuns: 300 });
  });

  test('refusals', () => {
    const property = fc.property(refusal, (because) => {
      expect(unsound(refusalMessage(because, en, () => confirmLink))).toEqual([]);
    });
    fc.assert(property, { numRuns: 2000 });
  });

  test('audit lines', () => {
    const property = fc.property(auditRow, (row) => {
      expect(unsound(auditLine(row, en))).toEqual([]);
    });
    fc.assert(property, { numRuns: 2000 });
  });

  test('the first answer to a command', () => {
    const property = fc.property(nasty, (asked) => {
      const text = lookingUp({ question: { by: 'name', name: asked }, asked }, en);
      expect(text).not.toMatch(/[<>]/u);
    });
    fc.assert(property);
  });

  test('windows', () => {
    const property = fc.property(
      nasty.filter((text) => text !== ''),
      (text) => {
        expect(checkView(noteView(text, en), 'modal').ok).toBe(true);
      },
    );
    fc.assert(property);
    expect(checkView(denialView('r7kq2m9x3ta', en), 'modal').ok).toBe(true);
    expect(checkView(waitView(en), 'modal').ok).toBe(true);
  });
});

const aLookUp = {
  id: 'r7kq2m9x3ta',
  action: 'deactivate',
  requester: 'U0RITA',
  asked: 'lee',
  reason: null,
  candidates: [],
  runAt: null,
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
    ['approved', { runAt: noon }, [['Withdraw', id]]],
    ['executing', { runAt: noon }, []],
    ['done', { runAt: noon }, []],
    ['failed', { runAt: noon }, []],
    ['denied', { runAt: noon, decision }, []],
    ['expired', { runAt: noon, decision }, []],
    ['cancelled', { runAt: noon, decision }, []],
  ])('%s %o: %j', (state, changes, expected) => {
    expect(buttons(confirmMessage(aRequest({ id, state, ...changes }), en))).toEqual(expected);
  });

  test('there are none before the message has its place', () => {
    expect(buttons(placeholder(aRequest(), en))).toEqual([]);
  });

  test('the button that acts asks once more, in red for a deactivation', () => {
    const styles = (['deactivate', 'reactivate'] as const).map((action) => {
      const [first] = interactives(shown(confirmMessage(aRequest({ action }), en)));
      return first?.element.type === 'button' && [first.element.style, first.element.confirm?.style];
    });
    expect(styles).toEqual([
      ['danger', 'danger'],
      ['primary', 'primary'],
    ]);
  });

  test('the requester’s answer has a button to withdraw while nobody decided', () => {
    expect(buttons(submittedAnswer(aRequest({ id }), confirmLink, en))).toEqual([['Withdraw', id]]);
    expect(buttons(submittedAnswer(aRequest({ id, state: 'executing' }), confirmLink, en))).toEqual([]);
  });
});

describe('what people read', () => {
  const tyler = aUser({ name: '<!channel> & <@U0ALAN>', isAdmin: true });
  const pending = aRequest({ targets: [aTarget(tyler)], reason: 'see <!here>' });

  test('a name that looks like a mention pings nobody', () => {
    const words = plainText({ blocks: shown(confirmMessage(pending, en)) });
    expect(words).toContain('*&lt;!channel&gt; &amp; &lt;@U0ALAN&gt;*');
    expect(words).toContain('*Reason:* see &lt;!here&gt;');
    expect(words).toContain('Deactivate <!channel> & <@U0ALAN> in Workfront?');
  });

  test('a request whose outcome is not known is not called done', () => {
    const executing = aRequest({
      state: 'executing',
      targets: [aTarget(tyler, { outcome: { result: 'sending' } })],
    });
    expect(plainText({ blocks: shown(confirmMessage(executing, en)) })).not.toContain('white_check_mark');
  });

  test('a dry run says so on every message', () => {
    const dry = { ...pending, dryRun: true };
    for (const content of [confirmMessage(dry, en), resultMessage(dry, null, en)]) {
      expect(plainText({ blocks: shown(content) })).toContain(en.dryRun);
    }
  });

  test('a mention that was asked for is shown as one', () => {
    const question = { by: 'slack_user', slackUserId: 'U0TYLER' } as const;
    expect(lookingUp({ question, asked: '<@U0TYLER|tyler>' }, en)).toContain('<@U0TYLER>');
  });
});
