import { describe, expect, test } from 'vitest';

import { peopleInMessage } from '../../src/slack/people-in-message.ts';

const emails = (text: string) => peopleInMessage({ text }).emails;

describe('the people of a message', () => {
  test('are its e-mails and mentions, each once, without the signs around them', () => {
    const text =
      'Bye: <mailto:Jane@acme.com|Jane@acme.com>, (jim@acme.com) and jane@acme.com. <@U1|kim> <@U1> “bea.doe+x@acme.co.uk”!';
    expect(peopleInMessage({ text })).toEqual({
      emails: ['Jane@acme.com', 'jim@acme.com', 'bea.doe+x@acme.co.uk'],
      mentioned: ['U1'],
    });
  });

  test('are found where they stand in rich text alone', () => {
    const elements = [
      { type: 'text', text: 'Gone: jim@acme.com' },
      { type: 'link', url: 'mailto:jane@acme.com', text: 'Jane' },
      { type: 'user', user_id: 'U2' },
    ];
    const blocks = [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }];
    expect(peopleInMessage({ text: '', blocks })).toEqual({
      emails: ['jim@acme.com', 'jane@acme.com'],
      mentioned: ['U2'],
    });
  });

  test('are found in the attachments of another app’s notice', () => {
    const fields = [{ title: 'Employee', value: 'Jane, <mailto:jane@acme.com|jane@acme.com>', short: true }];
    const attachments = [
      { fallback: 'Leaver', pretext: 'Leaves on Friday: <@U3>', fields },
      { blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'jim@acme.com' } }] },
    ];
    expect(peopleInMessage({ text: 'A leaver', attachments })).toEqual({
      emails: ['jane@acme.com', 'jim@acme.com'],
      mentioned: ['U3'],
    });
  });

  test('are nobody where an at sign stands alone', () => {
    expect(emails('@ a@ @b a@b x@@y a@b@c meet @ 5.30')).toEqual([]);
    expect(emails('x@a@acme.com')).toEqual(['a@acme.com']);
  });

  test.each(['a', 'a.', '\u200D', '‘a', '@', 'a@', 'a@a', 'a@a.', '<', '<@U1', 'a_@'])(
    'are looked for without delay in the longest message of %j',
    (piece) => {
      const text = piece.repeat(Math.ceil(40_000 / piece.length));
      const element = { type: 'text', text: piece.repeat(Math.ceil(3_000 / piece.length)) };
      const blocks = Array.from({ length: 50 }, () => ({ type: 'rich_text', elements: [element, element] }));
      const from = performance.now();
      peopleInMessage({ text, blocks });
      expect(performance.now() - from).toBeLessThan(1_500);
    },
  );
});
