import { describe, expect, test } from 'vitest';

import { readPasted, readTable, type PeopleList } from '../../src/slack/people-list.ts';

const table = (text: string, most = 100) => readTable(Buffer.from(text), most);
const asked = ({ people }: PeopleList) => people.map((one) => one.asked);

async function found(heading: string, cell: string) {
  return (await table(`x;${heading}\ny;${cell}\n`)).people.map((one) => one.question);
}

/** Forty rows, of which some begin with a quote. */
function rowsWithQuotes(at: readonly number[]): readonly string[] {
  return Array.from({ length: 40 }, (_, row) => `${at.includes(row) ? '"' : ''}P ${row};p${row}@acme.com`);
}

describe('a table', () => {
  test.each([
    ['English', 'Name,E-mail\nJane Doe,jane@acme.com\n'],
    ['German', 'Nachname;Vorname;E-Mail-Adresse\nDoe;Jane;jane@acme.com\n'],
    ['Japanese', '氏名,メールアドレス\nジェーン,jane@acme.com\n'],
    ['Korean', '이름,이메일\n제인,jane@acme.com\n'],
    ['Swedish', 'Namn;E-postadress\nJane;jane@acme.com\n'],
    ['Chinese', '姓名,電子郵件\n珍,jane@acme.com\n'],
    ['tabs', 'mail\tdepartment\njane@acme.com\tArt\n'],
    ['a user name', 'department,Benutzername\nArt,jane@acme.com\n'],
    [
      'quotes and line breaks in cells',
      '"Note","mail"\r\n"two\r\nlines, and ""quotes""","jane@acme.com"\r\n',
    ],
    ['no names of columns', 'Jane Doe;x;jane@acme.com\n'],
    ['blank lines first', '\n\nmail\njane@acme.com'],
    ['the line by which Excel names the sign', 'sep=;\nName;E-Mail\nJane, Dr.;jane@acme.com\n'],
    [
      'brackets after the names of columns',
      'First Name [Required],Email Address (work)\nJane,jane@acme.com\n',
    ],
    ['two columns of addresses', 'E-Mail,Work email\n,jane@acme.com\n'],
    ['invisible characters', 'mail\n\u200Bjane@acme\u00AD.com\u00A0\n'],
  ])('with %s is understood', async (_what, text) => {
    expect(await table(text)).toMatchObject({ bad: [], beyond: 0 });
    expect(asked(await table(text))).toEqual(['jane@acme.com']);
  });

  test.each([
    ['English', 'E-mail', 'Username', 'Name', 'ID'],
    ['German', 'E-Mail-Adresse', 'Benutzername', 'Vollständiger Name', 'Benutzer-ID'],
    ['Japanese', 'メールアドレス', 'ユーザー名', '氏名', 'ユーザーID'],
    ['Korean', '이메일', '사용자 이름', '이름', '사용자 ID'],
    ['Swedish', 'E-postadress', 'Användarnamn', 'Namn', 'Användar-ID'],
    ['Chinese', '電子郵件', '使用者名稱', '姓名', '使用者 ID'],
    ['English export', 'PrimarySmtpAddress', 'sAMAccountName', 'Employee Name', 'Workfront User ID'],
    ['German export', 'Dienstliche E-Mail', 'Anmeldename', 'Vor- und Nachname', 'Benutzer-ID (Workfront)'],
    ['Japanese export', 'メールアドレス（会社）', 'ログインID', '氏名（漢字）', 'ユーザー ID'],
    ['Korean export', '회사 이메일', '계정', '직원명', '사용자ID'],
    ['Swedish export', 'E-post (arbete)', 'Kontonamn', 'Anställds namn', 'Användar ID'],
    ['Chinese export', '公司電子郵件', '帳戶', '員工姓名（中文）', '使用者ID'],
  ])('with %s names of columns tells what each holds', async (_language, email, username, name, id) => {
    const guid = '0123456789abcdef0123456789abcdef';
    expect(await found(email, 'j@acme.com')).toEqual([{ by: 'email', email: 'j@acme.com' }]);
    expect(await found(username, 'jdoe')).toEqual([{ by: 'email', email: 'jdoe' }]);
    expect(await found(name, 'Jane Doe')).toEqual([{ by: 'name', name: 'Jane Doe' }]);
    expect(await found(id, guid)).toEqual([{ by: 'id', id: guid }]);
  });

  test.each<readonly [string, Buffer]>([
    ['UTF-8 with a mark', Buffer.from('\uFEFFE-Mail;Name\nj@acme.com;Jörg\n')],
    ['UTF-16 as Excel writes it', Buffer.from('\uFEFFE-Mail\tName\nj@acme.com\tJörg\n', 'utf16le')],
    ['UTF-16 the other way round', Buffer.from('\uFEFFE-Mail\tName\nj@acme.com\tJörg\n', 'utf16le').swap16()],
    ['UTF-16 without a mark', Buffer.from('E-Mail\tName\nj@acme.com\tJörg\n', 'utf16le')],
    ['Windows-1252', Buffer.from('E-Mail;Name\nj@acme.com;Jörg\n', 'latin1')],
  ])('in %s is read', async (_what, bytes) => {
    expect(asked(await readTable(bytes, 10))).toEqual(['j@acme.com']);
  });

  test('in Windows-1252 keeps letters and quotes that no other code has', async () => {
    const bytes = Buffer.from('Name;Abteilung\nZo\xEB \x93K\x94 O\x92Brien;Art\n', 'latin1');
    expect(asked(await readTable(bytes, 10))).toEqual(['Zoë “K” O’Brien']);
  });

  test.each([
    ['Japanese', '8e8196bc2c95948f900d0a936392862089d48e712c89638bc60d0a', '田中 花子'],
    ['Korean', 'c0ccb8a72cbacebcad0d0ab1e820b9cebcf62cbfb5bef70d0a', '김 민수'],
    ['Chinese', 'a96da6572cb3a1aaf90d0aa4fda470a9fa2cb77eb0c80d0a', '王小明'],
  ])('as a %s Excel writes it is known by its names of columns', async (_language, hex, name) => {
    expect(asked(await readTable(Buffer.from(hex, 'hex'), 10))).toEqual([name]);
  });

  test('names people by the surest thing in the row', async () => {
    const id = '0123456789ABCDEF0123456789ABCDEF';
    const rows = [
      `id,mail,login,first name,last name`,
      `${id},a@b.c,,,`,
      `-,a@b.c,,,`,
      `,,jdoe,,`,
      `,,,Jane,Doe`,
    ];
    const { people } = await table(rows.join('\n'));
    expect(people.map(({ question }) => question)).toEqual([
      { by: 'id', id: id.toLowerCase() },
      { by: 'email', email: 'a@b.c' },
      { by: 'email', email: 'jdoe' },
      { by: 'name', name: 'Jane Doe' },
    ]);
    for (const cell of ['"Doe, Jane"', 'Doe, Jane']) {
      const one = await table(`Name\n${cell}\n`);
      expect(one.people.map(({ question }) => question)).toEqual([{ by: 'name', name: 'Jane Doe' }]);
    }
  });

  test('tells the lines that name nobody, and goes on after them', async () => {
    const list = await table('mail\n-\nok@acme.com\nhalf@\n"never closed\nkept@acme.com\n');
    expect(asked(list)).toEqual(['ok@acme.com', 'kept@acme.com']);
    expect(list.bad).toEqual([
      { line: 2, text: '-' },
      { line: 4, text: 'half@' },
      { line: 5, text: 'never closed' },
    ]);
  });

  test('below a title is read, and the title is told as no person', async () => {
    const list = await table('Leavers, November\n\nName;E-Mail\nJane;jane@acme.com\n');
    expect(asked(list)).toEqual(['jane@acme.com']);
    expect(list.bad).toEqual([{ line: 1, text: 'Leavers, November' }]);
    expect(asked(await table('Jane Doe\nJim Beam\n'))).toEqual(['Jane Doe', 'Jim Beam']);
  });

  test('counts lines as an editor does, whatever stands in its cells', async () => {
    const rows = ['Name;Mail;Note', '"Doe,', 'Jane";j@acme.com;"a', 'b"', ';;x', '"', ' ";;"', '"'];
    const list = await table(rows.join('\r\n'));
    expect(asked(list)).toEqual(['j@acme.com']);
    expect(list.bad).toEqual([{ line: 5, text: 'x' }]);
  });

  test('loses nobody to a quote that is never closed, or closed rows later', async () => {
    const open = await table(['Name;Mail', ...rowsWithQuotes([3])].join('\r\n'));
    expect(open).toMatchObject({ bad: [], beyond: 0 });
    expect(open.people).toHaveLength(40);
    const later = await table(['Name;Mail', ...rowsWithQuotes([3, 20])].join('\r\n'));
    expect(later.bad).toEqual([{ line: 5, text: expect.stringContaining('p4@acme.com') }]);
  });

  test('finds the address that a cell holds, and people by mention', async () => {
    const rows = [
      'Mail',
      'mailto:a@acme.com',
      'Bea Doe <b@acme.com>',
      'c@acme.com.',
      '<@U01OSCAR>',
      '<@U02|rita>',
    ];
    expect((await table(rows.join('\n'))).people.map(({ question }) => question)).toEqual([
      { by: 'email', email: 'a@acme.com' },
      { by: 'email', email: 'b@acme.com' },
      { by: 'email', email: 'c@acme.com' },
      { by: 'slack_user', slackUserId: 'U01OSCAR' },
      { by: 'slack_user', slackUserId: 'U02' },
    ]);
    expect(asked(await table('Name\n@Jane Doe\n'))).toEqual(['Jane Doe']);
    expect(asked(await table('@Jane Doe\n@U\n'))).toEqual(['Jane Doe', 'U']);
  });

  test('of addresses alone holds everybody, however they stand in it', async () => {
    const all = ['a@acme.com', 'b@acme.com', 'c@acme.com', 'd@acme.com'];
    expect(asked(await table('a@acme.com, b@acme.com,\nc@acme.com\n\nd@acme.com\n'))).toEqual(all);
    expect(asked(await table(all.join(';')))).toEqual(all);
    expect(asked(await table('- a@acme.com\n- b@acme.com\n• Jane Doe'))).toEqual([
      'a@acme.com',
      'b@acme.com',
      'Jane Doe',
    ]);
  });

  test('never guesses which of two people a row is about', async () => {
    const rows = ['Austritt;Vorgesetzt', 'a@acme.com;boss@acme.com', 'b@acme.com;'];
    const unknown = await table(rows.join('\n'));
    expect(asked(unknown)).toEqual(['b@acme.com']);
    expect(unknown.bad.map(({ line }) => line)).toEqual([1, 2]);
    const mixed = await table('Jane;a@acme.com;boss@acme.com\nJim;b@acme.com;B@acme.com\n');
    expect(asked(mixed)).toEqual(['b@acme.com']);
    expect(mixed.bad).toEqual([{ line: 1, text: 'Jane a@acme.com boss@acme.com' }]);
    const mail = 'Doe, Jane <a@acme.com>; Doe, Jim <b@acme.com>';
    expect(await table(mail)).toMatchObject({ people: [], bad: [{ line: 1 }] });
    const id = '0123456789abcdef0123456789abcdef';
    expect(asked(await table(`Jane;${id};a@acme.com\n`))).toEqual([id]);
    expect(asked(await table('Manager email,Employee email\nboss@acme.com,a@acme.com\n'))).toEqual([
      'a@acme.com',
    ]);
  });

  test('in which lines stand twice has room for everybody', async () => {
    const rows = Array.from({ length: 150 }, (_, row) => `p${Math.floor(row / 2)}@acme.com`);
    const list = await table(['mail', ...rows].join('\n'));
    expect(new Set(asked(list)).size).toBe(75);
    expect(list).toMatchObject({ beyond: 0 });
    expect(list.people).toHaveLength(100);
  });

  test('of 10,000 rows gives as many people as a request holds, and counts the others', async () => {
    const rows = Array.from({ length: 10_000 }, (_, row) => `Person ${row};p${row}@acme.com`);
    const list = await table(['Name;E-Mail', ...rows].join('\r\n'));
    expect(list.people).toHaveLength(100);
    expect(list.beyond).toBe(9_900);
  });

  test('is read without holding up whatever else there is to do', async () => {
    let turns = 0;
    const turning = setInterval(() => (turns += 1), 0);
    await table('p\n'.repeat(60_000));
    clearInterval(turning);
    expect(turns).toBeGreaterThan(3);
  });

  test('that is empty, or none, names nobody', async () => {
    expect(asked(await table(''))).toEqual([]);
    expect(asked(await table('mail\n'))).toEqual([]);
    expect(asked(await readTable(Buffer.from([0, 255, 1, 254, 10, 13]), 10))).toEqual([]);
  });
});

const namesIn = async (text: string) =>
  (await readPasted(text, 100)).people.map(({ question }) => 'name' in question && question.name);
const pasted = async (text: string) => asked(await readPasted(text, 100));

describe('a pasted list', () => {
  test('is read line by line, with whatever stands between people', async () => {
    expect(await pasted('a@acme.com, b@acme.com; c@acme.com d@acme.com\nJane Doe\n')).toEqual([
      'a@acme.com',
      'b@acme.com',
      'c@acme.com',
      'd@acme.com',
      'Jane Doe',
    ]);
  });

  test('keeps names in every script whole', async () => {
    const names = [
      '田中 花子',
      '김 민수',
      'Ольга Иванова',
      'Ωμέγα Νίκος',
      'محمد علي',
      'Åsa Öström',
      '王小明',
    ];
    expect(await pasted(names.join('\n'))).toEqual(names);
  });

  test.each([
    ['mail programs copy it', 'Jane Doe <a@acme.com>; "Doe, Jim" <b@acme.com>'],
    ['Outlook copies it', 'Doe, Jane <a@acme.com>; van den Berg, Jim <b@acme.com>;'],
    ['Outlook quotes it', "'a@acme.com'; 'b@acme.com'"],
    ['an answer quotes it', '> a@acme.com\n>> b@acme.com'],
    ['a directory exports it', 'mailto:a@acme.com\nSMTP:b@acme.com'],
    ['tickets show it', 'Jane Doe (a@acme.com)\nDoe, Jim [b@acme.com]'],
    ['Markdown marks it', '* **a@acme.com**\n- [x] `b@acme.com`'],
  ])('as %s is understood', async (_who, text) => {
    const { people, bad } = await readPasted(text, 100);
    expect(people.map(({ question }) => question)).toEqual([
      { by: 'email', email: 'a@acme.com' },
      { by: 'email', email: 'b@acme.com' },
    ]);
    expect(bad).toEqual([]);
  });

  test('takes a comma for one inside a name only where a last name can stand before it', async () => {
    expect(await namesIn('Doe, Jane\nvan den Berg, Anna\nDoe, Anna Maria')).toEqual([
      'Jane Doe',
      'Anna van den Berg',
      'Anna Maria Doe',
    ]);
    expect(await namesIn('Jane Doe, John Roe')).toEqual(['Jane Doe', 'John Roe']);
    expect(await namesIn('Doe; Roe')).toEqual(['Doe', 'Roe']);
    expect(await namesIn('山田太郎、田中花子')).toEqual(['山田太郎', '田中花子']);
  });

  test('takes people by mention and by the link to their page in Workfront', async () => {
    const id = '0123456789abcdef0123456789abcdef';
    const links = [
      `https://acme.my.workfront.adobe.com/user/${id}/details`,
      `https://acme.my.workfront.com/user/view?ID=${id}`,
      `https://experience.adobe.com/#/@acme/so:acme-Production/workfront/user/${id}`,
    ];
    const { people } = await readPasted(['<@U01OSCAR>', ...links].join('\n'), 100);
    expect(people.map(({ question }) => question)).toEqual([
      { by: 'slack_user', slackUserId: 'U01OSCAR' },
      ...links.map(() => ({ by: 'id', id })),
    ]);
    const inFile = await table(links.join('\n'));
    expect(inFile.people.map(({ question }) => question)).toEqual(links.map(() => ({ by: 'id', id })));
  });

  test('does not take words for a part of a name', async () => {
    const { people, bad } = await readPasted('Manager: a@acme.com\nnot b@acme.com\nc@acme.com left', 100);
    expect(people).toEqual([]);
    expect(bad).toHaveLength(3);
  });

  test('from a table is a table', async () => {
    expect(await pasted('Name\tMail\nJane\tjane@acme.com')).toEqual(['jane@acme.com']);
    expect(await pasted('Jane\tjane@acme.com')).toEqual(['jane@acme.com']);
  });

  test('with numbers or signs before people is read', async () => {
    const signs = ['-', '•', '*', '☐', '→', '[ ]', '1.', '2)', '(3)', '4', 'a)', '– [x]'];
    const lines = signs.flatMap((sign) => [`${sign} a@acme.com`, ` ${sign}  Jane Doe`]);
    expect(new Set(await pasted(lines.join('\n')))).toEqual(new Set(['a@acme.com', 'Jane Doe']));
    expect(await pasted('•\tJane Doe\n2.\tJim Beam\n3\ta@acme.com')).toEqual([
      'Jane Doe',
      'Jim Beam',
      'a@acme.com',
    ]);
    expect(await pasted('J. Doe\n@Jane Doe')).toEqual(['J. Doe', '@Jane Doe']);
  });

  test('tells the lines that name nobody', async () => {
    const list = await readPasted('a@acme.com\n#channel and more @ odd\nb@acme.com', 100);
    expect(asked(list)).toContain('b@acme.com');
  });
});
