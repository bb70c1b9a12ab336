import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { blockSchema } from '../../sandbox/slack/block-kit/blocks.ts';
import { plainText } from '../../sandbox/slack/block-kit/plain-text.ts';
import { en } from '../../src/i18n/en.ts';
import { linesOf } from '../../src/requests/audit-lines.ts';
import { auditEntry, type AuditRow } from '../../src/requests/audit.ts';
import { auditPost } from '../../src/slack/views/audit-line.ts';

/** The log as version 0.1.0 wrote it. */
function oldLog(): readonly AuditRow[] {
  const text = readFileSync(new URL('../fixtures/audit-0.1.0.jsonl', import.meta.url), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const { at, number, hash, previousHash, ...row } = JSON.parse(line);
      const entry = auditEntry.parse({ ...row, at: new Date(at) });
      return { ...entry, number, hash, previousHash, text: JSON.stringify(row.data), seal: null };
    });
}

const names = new Map([
  ['U01RITA', 'Rita Olsen'],
  ['U01ALAN', 'Alan Ott'],
  ['U01BEA', ''],
]);

/** The lines of these rows as people read them, post by post. */
function posts(rows: readonly AuditRow[]): readonly (readonly string[])[] {
  const stories = new Map(
    Object.entries(Object.groupBy(rows, ({ requestId }) => requestId ?? '')).map(([id, own]) => [
      id,
      own ?? [],
    ]),
  );
  const read: (readonly string[])[] = [];
  for (let left = linesOf(rows, true); left.length > 0;) {
    const { content, count } = auditPost(left, { stories, names }, en);
    const blocks = content.blocks.map((block) => blockSchema.parse(block));
    read.push(plainText({ blocks }).split('\n'));
    left = left.slice(count);
  }
  return read;
}

test('every row of version 0.1.0 reads well', () => {
  expect(posts(oldLog()).flat()).toMatchInlineSnapshot(`
    [
      "#1–3 Rita Olsen (U01RITA) asked to deactivate Jane Doe (jane.doe@acme.example), as soon as it is approved · rp74c2npfn3 · 5653927e65c2",
      "#4 Alan Ott (U01ALAN) approved: deactivate Jane Doe (jane.doe@acme.example) (1 of 1) · rp74c2npfn3 · 8cc6e5aed82b",
      "#5–7 Deactivated Jane Doe (jane.doe@acme.example); asked by Rita Olsen (U01RITA), approved by Alan Ott (U01ALAN); confirmed by Workfront · rp74c2npfn3 · 2452b0def2bc",
      "#8–10 1 question without a request by Rita Olsen (U01RITA) · 157ed39e423e",
      "#11–13 Rita Olsen (U01RITA) asked to deactivate Max Müller (max.m.ller@acme.example), as soon as it is approved · rd7k8843kyp · cd0c73228008",
      "#14 Alan Ott (U01ALAN) denied: deactivate Max Müller (max.m.ller@acme.example); reason: [object Object] · rd7k8843kyp · 4393fa54e701",
      "#15–17 Rita Olsen (U01RITA) asked to deactivate Ola Nordmann (ola.nordmann@acme.example), as soon as it is approved · rwyxabh3p22 · 25642a5e27ce",
      "#18 Rita Olsen (U01RITA) withdrew: deactivate Ola Nordmann (ola.nordmann@acme.example) · rwyxabh3p22 · 0f1f1cda44b4",
      "#19–20 1 question without a request by Rita Olsen (U01RITA) · b301804c1369",
      "#21 Refused: U01OSCAR tried to deactivate somebody (not allowed to request) · 21e57876a1b4",
      "#22–23 2 questions without a request by Rita Olsen (U01RITA) · 7295a9d46ae2",
      "#24–26 Rita Olsen (U01RITA) asked to reactivate Jane Doe (jane.doe@acme.example), as soon as it is approved; reason: back from leave · rr9kvcaba7p · befc28777e7a",
      "#27 Refused: U01OSCAR tried to approve: reactivate Jane Doe (jane.doe@acme.example) (not an approver) · rr9kvcaba7p · 8c8e119db241",
      "#28 U01BEA approved: reactivate Jane Doe (jane.doe@acme.example) (1 of 1) · rr9kvcaba7p · 12c45e617d22",
      "#29–31 Reactivated Jane Doe (jane.doe@acme.example); asked by Rita Olsen (U01RITA) (back from leave), approved by U01BEA; confirmed by Workfront · rr9kvcaba7p · 2624687f9248",
      "#32–34 Rita Olsen (U01RITA) asked to deactivate Kim Later (kim.later@acme.example), as soon as it is approved · ranb9gzd4pc · 0cae5d9ea09b",
      "#35–37 Rita Olsen (U01RITA) asked to deactivate Gone Girl (gone.girl@acme.example), as soon as it is approved · rwh2wvxwjsq · 6be51490cb7e",
      "#38–40 Rita Olsen (U01RITA) asked to deactivate Ed Changed (ed.changed@acme.example), as soon as it is approved · r9w53gv6x2k · 1b5cbe7c5f07",
      "#41 Alan Ott (U01ALAN) approved: deactivate Ed Changed (ed.changed@acme.example) (1 of 1) · r9w53gv6x2k · 458472eacbb7",
      "#42–44 Not deactivated: Ed Changed (ed.changed@acme.example) (another e-mail address by then); asked by Rita Olsen (U01RITA), approved by Alan Ott (U01ALAN) · r9w53gv6x2k · 7929f7caeb61",
      "#45 Expired, since nobody decided in time: request r2222222222 · r2222222222 · 52a095e79f04",
      "#46 A message could not be delivered: the card in the approval channel, about: deactivate Kim Later (kim.later@acme.example) (is_archived) · ranb9gzd4pc · 690368ce4a6c",
      "#47 A message could not be delivered: lines of this channel #7 (channel_not_found) · 4ab44515f648",
      "#48–49 Changed 0 of 2 people; 1 person was as asked already; not done: Ed Changed (ed@acme.example): Workfront refused · r2222222222 · 51e73f10ccdf",
      "#50 Refused: Rita Olsen (U01RITA) tried to approve: deactivate Kim Later (kim.later@acme.example) (decided already) · ranb9gzd4pc · 8c3c5d22c84e",
    ]
  `);
});

/** Rows of one request with these reasons, names and numbers of people. */
function story({
  reason = 'left on Friday',
  name = 'Jordan Lee',
  people = 1,
  detail = '',
}): readonly AuditRow[] {
  const at = new Date('2026-11-26T09:00:00Z');
  const targets = Array.from({ length: people }, (_, index) => ({
    id: `${index}`,
    name: people > 1 ? `${name} ${index}` : name,
    email: 'jordan.lee@acme.com',
  }));
  const about = { action: 'deactivate', people: targets.slice(0, 3), count: people };
  const failed = { result: 'failed', reason: 'rejected', detail };
  const done = { result: 'done', confirmedBy: 'read' };
  const rita = { actor: 'U01RITA', requestId: 'r75x' };
  const bot = { actor: null, requestId: 'r75x' };
  const entries = [
    {
      event: 'asked',
      ...rita,
      requestId: null,
      data: { action: 'deactivate', asked: name, reason, at: null },
    },
    {
      event: 'submitted',
      ...rita,
      data: {
        action: 'deactivate',
        targets,
        reason,
        approvalsRequired: 1,
        expiresAt: at.toISOString(),
        runAt: '2026-12-24T18:00:00.000Z',
      },
    },
    { event: 'approved', ...rita, actor: 'U01ALAN', data: { about, approvals: 1, required: 1 } },
    { event: 'execution_started', ...bot, data: { about, lateByMs: 0 } },
    ...targets.map((user, index) => ({
      event: 'target_settled',
      ...bot,
      data: { about, user, outcome: index > 0 || detail ? failed : done },
    })),
    { event: 'finished', ...bot, data: { about, state: 'done' } },
  ];
  return entries.map((entry, index) => ({
    ...auditEntry.parse({ at, ...entry }),
    number: index + 1,
    text: '',
    hash: `${index}`.repeat(64).slice(0, 64),
    previousHash: '',
    seal: null,
  }));
}

describe('a request', () => {
  test('of one person is told in whole sentences', () => {
    expect(posts(story({}))).toMatchInlineSnapshot(`
      [
        [
          "#1–2 Rita Olsen (U01RITA) asked to deactivate Jordan Lee (jordan.lee@acme.com), to be done 2026-12-24 18:00 UTC; reason: left on Friday · r75x · 111111111111",
          "#3 Alan Ott (U01ALAN) approved: deactivate Jordan Lee (jordan.lee@acme.com) (1 of 1); to be done 2026-12-24 18:00 UTC · r75x · 222222222222",
          "#4–6 Deactivated Jordan Lee (jordan.lee@acme.com); asked by Rita Olsen (U01RITA) (left on Friday), approved by Alan Ott (U01ALAN); confirmed by Workfront · r75x · 555555555555",
        ],
      ]
    `);
  });

  test('that Workfront refused says so in its words', () => {
    expect(posts(story({ detail: 'You *cannot* do that' }))[0]?.at(-1)).toMatchInlineSnapshot(
      `"#4–6 Not deactivated: Jordan Lee (jordan.lee@acme.com) (Workfront refused); Workfront said “You *cannot* do that”; asked by Rita Olsen (U01RITA) (left on Friday), approved by Alan Ott (U01ALAN) · r75x · 555555555555"`,
    );
  });

  test('of many people counts them, and names the first of those that are left', () => {
    const line = posts(story({ people: 40 }))[0]?.at(-1) ?? '';
    expect(line).toContain('#4–45 Deactivated 1 of 40 people; not done: Jordan Lee 1 (jordan.lee@acme.com):');
    expect(line).toContain('Jordan Lee 20 (');
    expect(line).not.toContain('Jordan Lee 21 (');
    expect(line).toContain(' and 19 more; asked by Rita Olsen (U01RITA)');
  });

  test('with a reason of thousands of characters keeps number and hash', () => {
    for (const line of posts(story({ reason: 'x'.repeat(2_990) })).flat()) {
      expect(line).toMatch(/^#\d+(?:–\d+)? .* · [0-9a-f]{12}$/u);
    }
  });
});

test('refused clicks in one line say whom they were about', () => {
  const about = { action: 'deactivate', people: [{ id: 'wf1', name: 'Jordan Lee' }], count: 1 };
  const refused = (actor: string, index: number): AuditRow => ({
    ...auditEntry.parse({
      event: 'refused',
      at: new Date(0),
      requestId: 'r75x',
      actor,
      data: { attempted: 'approve', reason: 'already_decided', about },
    }),
    number: index + 1,
    text: '',
    hash: `${index}`.repeat(64),
    previousHash: '',
    seal: null,
  });
  expect(posts(['U01RITA', 'U01ALAN'].map(refused)).flat()).toEqual([
    '#1–2 2 refusals for Rita Olsen (U01RITA), Alan Ott (U01ALAN), about: deactivate Jordan Lee (decided already) · 111111111111',
  ]);
});

test('other people’s text is never markup', () => {
  const evil = '<!channel> *bold* :tada: <https://evil.example|x>';
  const { content } = auditPost(
    linesOf(story({ reason: evil, name: evil }), true),
    { stories: new Map(), names },
    en,
  );
  expect(content.text).not.toMatch(/<|>/u);
  const kinds = [...JSON.stringify(content.blocks).matchAll(/"type":"(?<type>\w+)"/gu)];
  expect(new Set(kinds.map(({ groups }) => groups?.['type']))).toEqual(
    new Set(['rich_text', 'rich_text_section', 'text']),
  );
});

test('more lines than one message takes go in several, in order', () => {
  const many = story({ people: 40, detail: 'no' });
  const rows = Array.from({ length: 30 }, () => many).flat();
  const numbered = rows.map((row, index) => ({ ...row, number: index + 1, requestId: row.requestId }));
  const read = posts(numbered);
  expect(read.length).toBeGreaterThan(1);
  for (const post of read) expect(post.join('').length).toBeLessThan(13_000);
  expect(read.flat()[0]).toMatch(/^#1–2 /u);
  expect(read.flat().at(-1)).toMatch(new RegExp(`–${numbered.length} `, 'u'));
});
