import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { actionOf, parseCommand, type Command } from '../../src/slack/payloads.ts';

const guid = '0123456789abcdef0123456789ABCDEF';

/** Who was asked for, by what, and why; or the kind of command it is instead. */
function read(text: string): readonly unknown[] {
  const command = parseCommand(text);
  if (command.kind !== 'ask') return [command.kind];
  const { question, reason } = command;
  return [question.by, meant(question), reason];
}

function meant(question: Extract<Command, { readonly kind: 'ask' }>['question']): string {
  switch (question.by) {
    case 'email':
      return question.email;
    case 'id':
      return question.id;
    case 'slack_user':
      return question.slackUserId;
    case 'name':
      return question.name;
    default:
      return question satisfies never;
  }
}

describe('one person', () => {
  test.each<[string, readonly unknown[]]>([
    ['jane@acme.example', ['email', 'jane@acme.example', null]],
    ['  Jane.Doe+wf@ACME.example  ', ['email', 'Jane.Doe+wf@ACME.example', null]],
    ['<mailto:jane@acme.example|jane@acme.example>', ['email', 'jane@acme.example', null]],
    ['<mailto:jane@acme.example>', ['email', 'jane@acme.example', null]],
    ['<mailto:r&amp;d@acme.example|r&amp;d@acme.example>', ['email', 'r&d@acme.example', null]],
    ['r&amp;d@acme.example', ['email', 'r&d@acme.example', null]],
    ['<@U012AB3CD>', ['slack_user', 'U012AB3CD', null]],
    ['<@U012AB3CD|jane>', ['slack_user', 'U012AB3CD', null]],
    ['<@W012AB3CD|jane>', ['slack_user', 'W012AB3CD', null]],
    ['<@U012AB3CD|Doe, Jane>', ['slack_user', 'U012AB3CD', null]],
    ['<@U012AB3CD|>', ['slack_user', 'U012AB3CD', null]],
    [guid, ['id', guid.toLowerCase(), null]],
    [guid.toUpperCase(), ['id', guid.toLowerCase(), null]],
    [`${guid}0`, ['name', `${guid}0`, null]],
    ['Tyler Reid', ['name', 'Tyler Reid', null]],
    ['Zoë Müller-Ångström', ['name', 'Zoë Müller-Ångström', null]],
    ['山田 太郎', ['name', '山田 太郎', null]],
    ['Sean O’Brien', ['name', 'Sean O’Brien', null]],
    ['Smith &amp; Sons', ['name', 'Smith & Sons', null]],
    ['&lt;Bobby&gt;', ['name', '<Bobby>', null]],
    ['&amp;lt', ['name', '&lt', null]],
    ['List Cancel', ['name', 'List Cancel', null]],
    ['@jane', ['name', '@jane', null]],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});

describe('the reason', () => {
  test.each<[string, readonly unknown[]]>([
    ['jane@acme.example reason: left on Friday', ['email', 'jane@acme.example', 'left on Friday']],
    ['<mailto:jane@acme.example|jane@acme.example> Reason: left', ['email', 'jane@acme.example', 'left']],
    ['jane@acme.example REASON:left', ['email', 'jane@acme.example', 'left']],
    ['jane@acme.example\nreason: left', ['email', 'jane@acme.example', 'left']],
    ['Tyler Reid reason: a, b; c\nd', ['name', 'Tyler Reid', 'a, b; c\nd']],
    ['Tyler Reid reason:   ', ['name', 'Tyler Reid', null]],
    ['Tyler Reid reason: the reason: is long', ['name', 'Tyler Reid', 'the reason: is long']],
    ['Treason: Bill', ['name', 'Treason: Bill', null]],
    [
      'Tyler Reid reason: see <https://hr.acme.example/?a=1&amp;b=2|ticket> of <mailto:hr@acme.example|HR>',
      ['name', 'Tyler Reid', 'see https://hr.acme.example/?a=1&b=2 of hr@acme.example'],
    ],
    ['Tyler Reid reason: R&amp;D, &lt;b&gt;', ['name', 'Tyler Reid', 'R&D, <b>']],
    ['<@U012AB3CD|jane> reason: told by <@U9|bob>', ['slack_user', 'U012AB3CD', 'told by <@U9|bob>']],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});

describe('anything else', () => {
  test.each<[string, Command]>([
    ['', { kind: 'help' }],
    [' \n ', { kind: 'help' }],
    ['HELP', { kind: 'help' }],
    ['help me please', { kind: 'help' }],
    ['reason: left', { kind: 'help' }],
    ['list', { kind: 'list' }],
    [' List ', { kind: 'list' }],
    ['history', { kind: 'history', about: null }],
    ['history Tyler  Reid', { kind: 'history', about: 'Tyler Reid' }],
    ['History <mailto:jane@acme.example|jane@acme.example>', { kind: 'history', about: 'jane@acme.example' }],
    ['history R&amp;D', { kind: 'history', about: 'R&D' }],
    ['history <@U012AB3CD|jane>', { kind: 'unclear', typed: '<@U012AB3CD|jane>' }],
    ['cancel r7kq2m9x3ta', { kind: 'cancel', requestId: 'r7kq2m9x3ta' }],
    ['Cancel R7KQ2M9X3TA', { kind: 'cancel', requestId: 'r7kq2m9x3ta' }],
    ['jane@acme.example, kim@acme.example', { kind: 'several' }],
    ['jane@acme.example\nkim@acme.example', { kind: 'several' }],
    ['<@U012AB3CD|jane>, <@U012AB3CE|kim>', { kind: 'several' }],
    ['<@U012AB3CD|jane> <@U012AB3CE|kim>', { kind: 'several' }],
    ['<#C012AB3CD|general>', { kind: 'unclear', typed: '<#C012AB3CD|general>' }],
    ['<!subteam^S012AB3CD>', { kind: 'unclear', typed: '<!subteam^S012AB3CD>' }],
    ['<@U012AB3CD|jane> please', { kind: 'unclear', typed: '<@U012AB3CD|jane> please' }],
  ])('%j', (text, expected) => {
    expect(parseCommand(text)).toEqual(expected);
  });

  test('"cancel" without an id is asked about, not obeyed', () => {
    expect(read('cancel')).toEqual(['name', 'cancel', null]);
  });

  test('the name of the command is the action', () => {
    expect([actionOf('/wf-deactivate'), actionOf('/wf-reactivate')]).toEqual(['deactivate', 'reactivate']);
  });
});

describe('whatever is sent', () => {
  test('is read as some command', () => {
    const kinds = ['help', 'list', 'history', 'cancel', 'several', 'unclear', 'ask'];
    const property = fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      expect(kinds).toContain(parseCommand(text).kind);
    });
    fc.assert(property, { numRuns: 1000 });
  });

  test('Slack’s markup never becomes part of a name', () => {
    const part = fc.constantFrom(
      '<@U1>',
      '<@U1|jane>',
      '<#C1|general>',
      '<#C1|>',
      '<!channel>',
      '<!subteam^S1|@it>',
      '<https://acme.example|acme>',
      '<mailto:jane@acme.example|jane@acme.example>',
      '<mailto:jane|jane>',
      'Jane',
      'history',
      'list',
      'cancel',
      'R&amp;D',
      ' ',
      ' ',
      ',',
      '\n',
      'reason:',
    );
    const property = fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      const command = parseCommand(parts.join(''));
      const name = command.kind === 'ask' && command.question.by !== 'slack_user' ? command.asked : '';
      const about = command.kind === 'history' ? command.about : '';
      expect(`${name}${about}`).not.toMatch(/[<>]/);
    });
    fc.assert(property, { numRuns: 2000 });
  });
});
