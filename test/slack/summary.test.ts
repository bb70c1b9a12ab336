import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { readContent, updated } from '../../sandbox/slack/api/chat.ts';
import { checkView } from '../../sandbox/slack/block-kit/check.ts';
import { en } from '../../src/i18n/en.ts';
import type { Draft, Finding } from '../../src/requests/draft.ts';
import { formView, linesWindow, personOption } from '../../src/slack/views/form.ts';
import { foundView } from '../../src/slack/views/found.ts';
import { summaryMessage, summaryView } from '../../src/slack/views/summary.ts';
import { aUser, noon } from '../store/builders.ts';
import { nasty, user } from './arbitrary.ts';

const finding: fc.Arbitrary<Finding> = fc.oneof(
  fc.record({ kind: fc.constant('found'), user }),
  fc.record({ kind: fc.constant('unknown'), near: fc.array(user, { maxLength: 5 }) }),
  fc.record({
    kind: fc.constant('ambiguous'),
    candidates: fc.array(user, { minLength: 1, maxLength: 25 }),
    more: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('no_email') }),
  fc.record({ kind: fc.constant('as_wished'), user }),
  fc.record({ kind: fc.constant('protected'), user, why: fc.constantFrom('listed', 'administrator') }),
  fc.record({ kind: fc.constant('open'), user, requestId: fc.constant('r23456789ab') }),
  fc.record({ kind: fc.constant('double'), user, first: nasty }),
);

const draft: fc.Arbitrary<Draft> = fc.record({
  id: fc.constant('rdraft45678'),
  action: fc.constantFrom('deactivate', 'reactivate'),
  requester: fc.constant('U01RITA'),
  entries: fc.array(fc.record({ asked: nasty, finding }), { maxLength: 120, size: 'max' }),
  bad: fc.array(fc.record({ line: fc.nat(), text: nasty }), { maxLength: 20 }),
  beyond: fc.nat(),
  reason: fc.option(nasty),
  ticket: fc.option(nasty),
  runAt: fc.option(fc.constant(noon)),
  takeOver: fc.constant(null),
  createdAt: fc.constant(noon),
});

const facts = { links: new Map(), maxBulk: 100, dryRun: true };

test('Slack takes every summary, as a message and as a window', () => {
  const property = fc.property(draft, (each) => {
    const { text, blocks } = summaryMessage(each, facts, en, en.many.changed);
    readContent({ text, blocks }, updated);
    expect(checkView(summaryView(each, facts, en, en.many.changed), 'modal')).toMatchObject({ ok: true });
    for (const page of [0, 1, 99]) {
      expect(checkView(foundView(each, page, facts, en), 'modal')).toMatchObject({ ok: true });
    }
  });
  fc.assert(property, { numRuns: 15 });
});

test.each(['deactivate', 'reactivate'] as const)('Slack takes the form and its windows to %s', (action) => {
  const named = Array.from({ length: 120 }, (_, one) => ({ label: `p${one}`, value: `email:p${one}@a.b` }));
  const most = { action, named, hasFiles: true, reasonRequired: true, ticketRequired: true, maxBulk: 1_000 };
  const least = { ...most, named: null, hasFiles: false, reasonRequired: false, ticketRequired: false };
  const windows = Object.values(en.form.file_unreadable).map((line) => linesWindow([line], en, { action }));
  for (const view of [formView(most, en), formView(least, en), ...windows]) {
    expect(checkView(view, 'modal')).toMatchObject({ ok: true });
  }
});

test.each([1, 100, 101, 250, 501])(
  'of %i people named in a message all are offered, or the rest is told',
  (count) => {
    const named = Array.from({ length: count }, (_, one) => ({
      label: `p${one}`,
      value: `email:p${one}@a.b`,
    }));
    const rules = { hasFiles: false, reasonRequired: false, ticketRequired: false, maxBulk: 1_000 };
    const view = formView({ action: 'deactivate', named, ...rules }, en);
    expect(checkView(view, 'modal')).toMatchObject({ ok: true });
    const whole = JSON.stringify(view);
    const isOffered = ({ value }: { readonly value: string }) => whole.includes(`"value":"${value}"`);
    expect(named.filter(isOffered)).toHaveLength(Math.min(500, count));
    expect(whole.includes('Paste them as a list')).toBe(count > 500);
  },
);

test.each(['inactive', 'active', 'protected'] as const)(
  'a person with a long name is still marked: %s',
  (mark) => {
    const long = personOption(aUser({ name: 'Ana '.repeat(40) }), mark, en);
    expect(long.text.text).toMatch(new RegExp(`^Ana .*\\(${mark}\\)$`, 'u'));
    expect(long.text.text.length).toBeLessThanOrEqual(75);
  },
);
