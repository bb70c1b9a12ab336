import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { parseCommand, type AskCommand, type Command } from '../../src/slack/command-text.ts';
import type { Person } from '../../src/slack/typed-people.ts';

const guid = '0123456789abcdef0123456789ABCDEF';

function meant({ question }: Person): string {
  switch (question.by) {
    case 'email':
      return `email ${question.email}`;
    case 'id':
      return `id ${question.id}`;
    case 'slack_user':
      return `user ${question.slackUserId}`;
    case 'name':
      return `name ${question.name}`;
    default:
      return question satisfies never;
  }
}

/** A command in short: people, then what else was said about them, or what it is instead. */
function read(text: string): readonly unknown[] {
  const command = parseCommand(text);
  switch (command.kind) {
    case 'ask':
      return summary(command);
    case 'confirm_reason':
      return ['confirm', ...command.people.map(meant), `reason ${command.reason.text}`, ...rest(command)];
    case 'near_miss':
      return ['near', command.suggestion, ...summary(command.ask)];
    case 'unclear': {
      const { kind: _kind, ...why } = command;
      return ['unclear', ...Object.values(why)];
    }
    case 'show':
      return [command.kind, meant(command.person)];
    case 'history':
      return [command.kind, command.person && meant(command.person)];
    case 'cancel':
      return [command.kind, command.requestId];
    case 'form':
    case 'help':
    case 'list':
      return [command.kind];
    default:
      return command satisfies never;
  }
}

function summary(ask: AskCommand): readonly string[] {
  const reason = ask.reason === null ? [] : [`reason ${ask.reason.text}`];
  return [...ask.people.map(meant), ...reason, ...rest(ask)];
}

function rest({ at, to }: Pick<AskCommand, 'at' | 'to'>): readonly string[] {
  const successor = to?.kind === 'person' ? `to ${meant(to.person)}` : 'to manager';
  return [...(at === null ? [] : [`at ${at}`]), ...(to === null ? [] : [successor])];
}

describe('one person', () => {
  test.each<[string, string]>([
    ['jane@acme.example', 'email jane@acme.example'],
    ['  Jane.Doe+wf@ACME.example  ', 'email Jane.Doe+wf@ACME.example'],
    ['<mailto:jane@acme.example|jane@acme.example>', 'email jane@acme.example'],
    ['<mailto:jane@acme.example>', 'email jane@acme.example'],
    ['<mailto:r&amp;d@acme.example|r&amp;d@acme.example>', 'email r&d@acme.example'],
    ['r&amp;d@acme.example', 'email r&d@acme.example'],
    ['(jane@acme.example)', 'email jane@acme.example'],
    ['jane@acme.example.', 'email jane@acme.example'],
    ['Jane Doe &lt;<mailto:jane@acme.example|jane@acme.example>&gt;', 'email jane@acme.example'],
    ['<@U012AB3CD>', 'user U012AB3CD'],
    ['<@U012AB3CD|jane>', 'user U012AB3CD'],
    ['<@W012AB3CD|jane>', 'user W012AB3CD'],
    ['<@U012AB3CD|Doe, Jane at: reason: x>', 'user U012AB3CD'],
    ['<@U012AB3CD|>', 'user U012AB3CD'],
    [guid, `id ${guid.toLowerCase()}`],
    [`<https://acme.my.workfront.example/user/${guid}/details>`, `id ${guid.toLowerCase()}`],
    [`https://acme.my.workfront.example/user/${guid}`, `id ${guid.toLowerCase()}`],
    [`${guid}0`, `name ${guid}0`],
    [`<https://acme.my.workfront.adobe.com/user/${guid}/details>`, `id ${guid.toLowerCase()}`],
    ['Tyler Reid', 'name Tyler Reid'],
    ['Zoë Müller-Ångström', 'name Zoë Müller-Ångström'],
    ['山田 太郎', 'name 山田 太郎'],
    ['Sean O’Brien', 'name Sean O’Brien'],
    ['Smith &amp; Sons', 'name Smith & Sons'],
    ['&lt;Bobby&gt;', 'name <Bobby>'],
    ['&amp;lt', 'name &lt'],
    ['@jane', 'name jane'],
    ['@Jane Doe', 'name Jane Doe'],
    ['@#$%', 'name @#$%'],
    ['jane.doe', 'name jane doe'],
    ['@jane.doe', 'name jane doe'],
    ['J. Doe', 'name J. Doe'],
    ['"Tyler Reid"', 'name Tyler Reid'],
    ['“Reid, Tyler”', 'name Tyler Reid'],
    ['Tyler "Ty" Reid', 'name Tyler Ty Reid'],
    ['Treason: Bill', 'name Treason: Bill'],
    ['<http://acme.example|acme.example>', 'name acme example'],
    ['Ty\u0000ler\u202E Re\u200Bid', 'name Tyler Reid'],
  ])('%j', (text, expected) => {
    expect(read(text)).toEqual([expected]);
  });

  test('one word may also be a Workfront user name, as it was typed', () => {
    const usernames = ['@jane.doe', 'jdoe', 'Jane Doe', '"jdoe"', 'jane@acme.example'].map((text) => {
      const command = parseCommand(text);
      return command.kind === 'ask' ? command.people[0].username : command.kind;
    });
    expect(usernames).toEqual(['jane.doe', 'jdoe', null, null, null]);
  });

  test('a mention is told with its name and id', () => {
    expect(parseCommand('<@U012AB3CD|jane>')).toMatchObject({ people: [{ asked: '@jane (U012AB3CD)' }] });
    expect(parseCommand('<@U012AB3CD>')).toMatchObject({ people: [{ asked: '@U012AB3CD' }] });
  });

  test('it is said when something invisible was taken out', () => {
    expect(parseCommand('Tyler Re\u200Bid')).toMatchObject({ hidden: true });
    expect(parseCommand('Tyler Reid')).toMatchObject({ hidden: false });
  });
});

describe('several people', () => {
  const [jane, kim] = ['email jane@acme.example', 'email kim@acme.example'];
  test.each<[string, readonly string[]]>([
    ['jane@acme.example, kim@acme.example', [jane, kim]],
    ['jane@acme.example;kim@acme.example;', [jane, kim]],
    ['jane@acme.example\r\nkim@acme.example', [jane, kim]],
    ['jane@acme.example kim@acme.example', [jane, kim]],
    ['jane@acme.example and kim@acme.example', [jane, kim]],
    ['<@U1|jane> <@U2>', ['user U1', 'user U2']],
    ['<@U1|jane><@U2>', ['user U1', 'user U2']],
    [`<@U1|jane> ${guid} kim@acme.example`, ['user U1', `id ${guid.toLowerCase()}`, kim]],
    [
      `Tyler Reid, <@U1>; "Doe, Jane"\n${guid}`,
      ['name Tyler Reid', 'user U1', 'name Jane Doe', `id ${guid.toLowerCase()}`],
    ],
    [
      'Doe, Jane &lt;<mailto:jane@acme.example|jane@acme.example>&gt;; Reid, Kim &lt;kim@acme.example&gt;',
      [jane, kim],
    ],
    ['Kim, jane@acme.example; Kim &lt;kim@acme.example&gt;', ['name Kim', jane, kim]],
    ["'jane@acme.example'; mailto:kim@acme.example", [jane, kim]],
    ['山田 太郎、鈴木 花子', ['name 山田 太郎', 'name 鈴木 花子']],
    ['"Tyler Reid" "Jordan Lee"', ['name Tyler Reid', 'name Jordan Lee']],
    ['List, Franz', ['name List', 'name Franz']],
  ])('%j', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test('two names with a comma between may be one person, which can be told', () => {
    expect(parseCommand('Reid, Tyler')).toMatchObject({ asOneName: 'Tyler Reid' });
    expect(parseCommand('Reid, Tyler, Jordan')).toMatchObject({ asOneName: null });
    expect(parseCommand('Reid, tyler@acme.example')).toMatchObject({ asOneName: null });
  });
});

describe('reason, date and successor', () => {
  const jane = 'email jane@acme.example';
  test.each<[string, readonly unknown[]]>([
    ['jane@acme.example reason: left on Friday', [jane, 'reason left on Friday']],
    ['jane@acme.example REASON:left', [jane, 'reason left']],
    ['jane@acme.example\nreason: left', [jane, 'reason left']],
    ['jane@acme.example reason：left', [jane, 'reason left']],
    ['jane@acme.example reason : left', [jane, 'reason left']],
    ['jane@acme.example, reason: a, b; c\nd', [jane, 'reason a, b; c\nd']],
    [
      'jane@acme.example reason: parental leave at: 2026-12-24 18:00',
      [jane, 'reason parental leave', 'at 2026-12-24 18:00'],
    ],
    ['jane@acme.example at: tomorrow 18:00 reason: x', [jane, 'reason x', 'at tomorrow 18:00']],
    ['jane@acme.example At: fri 5pm TO: manager reason: x', [jane, 'reason x', 'at fri 5pm', 'to manager']],
    ['jane@acme.example to: Bob Jones', [jane, 'to name Bob Jones']],
    ['jane@acme.example to: <@U9|bob> at: fri 5pm', [jane, 'at fri 5pm', 'to user U9']],
    ['jane@acme.example reason: meet at: reception', [jane, 'reason meet', 'at reception']],
    ['jane@acme.example ticket: HR-12', [jane, 'reason ticket: HR-12']],
    [
      'jane@acme.example at: fri 5pm, Ticket: HR-12; to: manager, reason: left',
      [jane, 'reason left · ticket: HR-12', 'at fri 5pm', 'to manager'],
    ],
    ['jane@acme.example (at: fri 5pm)', [jane, 'at fri 5pm)']],
    ['jane@acme.example rea\u200Bson: left \u2067at: fri 5pm', [jane, 'reason left', 'at fri 5pm']],
    [
      'jane@acme.example reason: see <https://hr.acme.example/at:1?to:=1&amp;b=2> of <mailto:hr@acme.example|HR>',
      [jane, 'reason see https://hr.acme.example/at:1?to:=1&b=2 of hr@acme.example'],
    ],
    [
      'jane@acme.example reason: ask <https://hr.acme.example|hr.acme.example>',
      [jane, 'reason ask hr.acme.example'],
    ],
    ['jane@acme.example reason: R&amp;D, &lt;b&gt;', [jane, 'reason R&D, <b>']],
    [
      'jane@acme.example reason: said in <#C1|general> by <!subteam^S1|@it>',
      [jane, 'reason said in #general by @it'],
    ],
  ])('%j', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test('mentions in a reason can be made names', () => {
    expect(parseCommand('<@U012AB3CD|jane> reason: told by <@U9|bob> and <@U8>, says <@U9>')).toMatchObject({
      reason: { text: 'told by <@U9> and <@U8>, says <@U9>', mentions: ['U9', 'U8'] },
    });
  });

  test.each<[string, readonly unknown[]]>([
    ['jane@acme.example reason: a reason: b', ['unclear', 'twice', 'reason']],
    ['jane@acme.example at: fri 5pm reason: look at: noon', ['unclear', 'twice', 'at']],
    ['jane@acme.example reason:', ['unclear', 'empty', 'reason']],
    ['jane@acme.example at: reason: left', ['unclear', 'empty', 'at']],
    ['jane@acme.example to:', ['unclear', 'empty', 'to']],
    ['reason: left', ['unclear', 'nobody']],
    ['reason: x to: jane@acme.example', ['unclear', 'nobody']],
    [
      'at: fri 5pm jane@acme.example',
      ['unclear', 'meant', 'at: fri 5pm jane@acme.example', 'jane@acme.example at: fri 5pm'],
    ],
    [
      'reason: parental leave <@U1|kim> At: fri 5pm',
      [
        'unclear',
        'meant',
        'reason: parental leave @kim At: fri 5pm',
        '@kim reason: parental leave at: fri 5pm',
      ],
    ],
    ['jane@acme.example ticket:', ['unclear', 'empty', 'ticket']],
    ['jane@acme.example to: bob@acme.example, kim@acme.example', ['unclear', 'several', 'to']],
    ['jane@acme.example to: bob@acme.example please', ['unclear', 'mixed', 'bob@acme.example please']],
    ['<#C012AB3CD|general>', ['unclear', 'not_a_person', '#general']],
    ['<#C012AB3CD|>', ['unclear', 'not_a_person', '#C012AB3CD']],
    ['jane@acme.example, <!subteam^S012AB3CD|@it>', ['unclear', 'not_a_person', '@it']],
    ['<!subteam^S012AB3CD>', ['unclear', 'not_a_person', '@S012AB3CD']],
    ['<!channel>', ['unclear', 'not_a_person', '@channel']],
    [',;', ['unclear', 'mixed', ',;']],
    [
      'do not touch <mailto:jane@acme.example|jane@acme.example>',
      ['unclear', 'mixed', 'do not touch jane@acme.example'],
    ],
    ['jane@acme.example not <@U1|kim>', ['unclear', 'mixed', 'jane@acme.example not @kim']],
    ['jane@acme.example she left reason: x', ['unclear', 'mixed', 'jane@acme.example she left']],
  ])('%j is asked back', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test.each<[string, readonly unknown[]]>([
    ['jane@acme.example because she left', ['confirm', jane, 'reason because she left']],
    ['<@U012AB3CD|jane> please', ['confirm', 'user U012AB3CD', 'reason please']],
    [`${guid} left, last week`, ['confirm', `id ${guid.toLowerCase()}`, 'reason left, last week']],
    ['jane@acme.example, <@U1> both left', ['confirm', jane, 'user U1', 'reason both left']],
    ['jane@acme.example she left at: fri 5pm', ['confirm', jane, 'reason she left', 'at fri 5pm']],
    ['jane@acme.example she left ticket: HR-12', ['confirm', jane, 'reason she left · ticket: HR-12']],
    ['"Tyler Reid" because he left', ['confirm', 'name Tyler Reid', 'reason because he left']],
  ])('%j is to be confirmed', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});

test.each([
  ['jane@acme.example on fri 5pm', 'fri 5pm', 'jane@acme.example at: fri 5pm'],
  ['<@U1|jane> when: tomorrow 18:00 to: manager', 'tomorrow 18:00', '@jane at: tomorrow 18:00 to: manager'],
])('words behind a person may be a date, and then this was meant: %j', (text, date, suggestion) => {
  expect(parseCommand(text)).toMatchObject({ kind: 'confirm_reason', ifDate: { date, suggestion } });
});

describe('sub-commands', () => {
  test.each<[string, readonly unknown[]]>([
    ['', ['form']],
    [' \n ', ['form']],
    ['HELP', ['help']],
    ['help me please', ['help']],
    [' List ', ['list']],
    ['history', ['history', null]],
    ['history Tyler  Reid', ['history', 'name Tyler Reid']],
    ['history Reid, Tyler', ['history', 'name Tyler Reid']],
    ['History <mailto:jane@acme.example|jane@acme.example>', ['history', 'email jane@acme.example']],
    ['history R&amp;D', ['history', 'name R&D']],
    ['history <@U012AB3CD|jane>', ['history', 'user U012AB3CD']],
    ['history jane@acme.example kim@acme.example', ['unclear', 'several', 'history']],
    ['show <@U012AB3CD|jane>', ['show', 'user U012AB3CD']],
    ['show jane@acme.example now', ['unclear', 'mixed', 'jane@acme.example now']],
    ['show', ['help']],
    ['cancel', ['cancel', null]],
    ['Cancel R7KQ2M9X3TA', ['cancel', 'r7kq2m9x3ta']],
    ['cancel jane@acme.example', ['unclear', 'meant', 'cancel jane@acme.example', 'cancel']],
    ['list jane@acme.example', ['unclear', 'meant', 'list jane@acme.example', 'list']],
    [
      'histroy <mailto:jane@acme.example|jane@acme.example>',
      ['unclear', 'meant', 'histroy jane@acme.example', 'history jane@acme.example'],
    ],
    ['--help', ['help']],
    ['?', ['help']],
  ])('%j', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test.each<[string, readonly unknown[]]>([
    ['lst', ['near', 'list', 'name lst']],
    ['lits', ['near', 'list', 'name lits']],
    ['histroy', ['near', 'history', 'name histroy']],
    ['Histroy Tyler', ['near', 'history Tyler', 'name Histroy Tyler']],
    ['cancle r7kq2m9x3ta', ['near', 'cancel r7kq2m9x3ta', 'name cancle r7kq2m9x3ta']],
    ['cencel', ['near', 'cancel', 'name cencel']],
    ['cancel my request', ['near', 'cancel', 'name cancel my request']],
    ['list all', ['near', 'list', 'name list all']],
    ['List Cancel', ['near', 'list', 'name List Cancel']],
    ['hlp', ['near', 'help', 'name hlp']],
    ['Lisa', ['name Lisa']],
    ['Shaw', ['name Shaw']],
    ['Hister', ['name Hister']],
    ['"lst"', ['name lst']],
    ['lst, Franz', ['name lst', 'name Franz']],
    ['lst@acme.example', ['email lst@acme.example']],
  ])('%j may be a slip only where it can be a name too', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});

/** Words as a person sees them, in order of the alphabet. */
function words(text: string): readonly string[] {
  return [...text.matchAll(/[\p{L}\p{N}]+/gu)].map(([word]) => word.toLowerCase()).toSorted();
}

const part = fc.constantFrom(
  '<@U1>',
  '<@U1|jane>',
  '<@U2|kim at: x>',
  '<#C1|general>',
  '<!channel>',
  '<https://acme.example|acme.example>',
  '<mailto:jane@acme.example|jane@acme.example>',
  'kim@acme.example',
  guid,
  'Jane',
  'cancel',
  'lst',
  'because',
  'R&amp;D',
  '&lt;',
  '(',
  '"',
  '“',
  ' ',
  ' ',
  ' ',
  ',',
  '\n',
  '\u200B',
  '\nreason:',
  ' reason: ',
  ' at: ',
  ' to: ',
  'manager',
  'tomorrow 18:00',
);
const typed = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));

/** What a person sees of a text before Slack escapes it; mentions as the command gives them. */
function seen(text: string): string {
  const visible = text.replaceAll('\u200B', '').replaceAll(/<@(U\d)(?:\|([^>]*))?>/gu, (_all, id, label) => {
    return label ? `@${String(label)} (${String(id)})` : `@${String(id)}`;
  });
  const marked = visible.replaceAll('<#C1|general>', '#general').replaceAll('<!channel>', '@channel');
  const linked = marked.replaceAll(/<(?:mailto|https):[^|>]*\|([^>]*)>/gu, '$1');
  return linked.replaceAll('&lt;', '<').replaceAll('&amp;', '&');
}

function everythingIn(command: AskCommand | Extract<Command, { readonly kind: 'confirm_reason' }>): string {
  const { people, reason, at, to } = command;
  return [
    ...people.map(({ asked }) => asked),
    reason?.text ?? '',
    at ?? '',
    to?.kind === 'person' ? to.person.asked : (to?.kind ?? ''),
  ].join(' ');
}

describe('whatever is sent', () => {
  test('nothing that was typed is swallowed: each word is in one place', () => {
    const withoutMentions = typed.filter((text) => !text.includes('<@'));
    const property = fc.property(withoutMentions, (text) => {
      const command = parseCommand(text);
      if (command.kind !== 'ask' && command.kind !== 'confirm_reason') return;
      const visible = text.replaceAll('\u200B', '');
      const keys = seen(visible.replaceAll(/(?<![\p{L}\p{N}])(?:reason|at|to):/gu, ' '));
      expect(words(everythingIn(command))).toEqual(words(keys));
    });
    fc.assert(property, { numRuns: 1000 });
  });

  test('nor is a mention', () => {
    const property = fc.property(typed, (text) => {
      const command = parseCommand(text);
      if (command.kind !== 'ask') return;
      const said = JSON.stringify(command);
      // In a date, which then is none, it stands by its name.
      const shown = command.at?.includes('@') ? [] : text.matchAll(/<@(U\d)/gu);
      for (const [, id = ''] of shown) expect(said).toContain(id);
    });
    fc.assert(property, { numRuns: 1000 });
  });

  test('Slack’s markup never becomes part of what is looked up or told', () => {
    const property = fc.property(typed, (text) => {
      const command = parseCommand(text);
      const told = command.kind === 'unclear' && 'typed' in command ? command.typed : '';
      const people = 'people' in command ? command.people : [];
      const names = people.flatMap(({ question, asked }) => [asked, JSON.stringify(question)]);
      expect([told, ...names].join('\n')).not.toMatch(/<[@#!][^>]*>|<https|<mailto|[\uE000\uE001\u200B]/u);
    });
    fc.assert(property, { numRuns: 1000 });
  });

  test('is read as some command, at once, also when it is long', () => {
    const kinds = /^(?:form|help|list|show|history|cancel|ask|near_miss|confirm_reason|unclear)$/u;
    const pieces = fc.oneof(part, fc.string({ unit: 'binary', maxLength: 30 }));
    const long = fc.array(pieces, { minLength: 1, maxLength: 20 }).map((parts) => {
      const once = parts.join('');
      return once.repeat(Math.ceil(20_000 / (once.length + 1))).slice(0, 20_000);
    });
    const property = fc.property(fc.oneof(long, fc.string({ unit: 'binary', maxLength: 200 })), (text) => {
      const from = performance.now();
      expect(parseCommand(text).kind).toMatch(kinds);
      expect(performance.now() - from).toBeLessThan(1000);
    });
    fc.assert(property, { numRuns: 300 });
  });
});
