import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const english = 'src/i18n/en.ts';
const refusalView = 'src/slack/views/refusal.ts';

/** Each closed set: its file in src/requests, the line that opens it, and the files that have to know every member. */
const sets = {
  action: ['request', 'export const action = z.enum([', english, 'src/slack/views/confirm.ts'],
  open_state: ['request', 'export const openState = z.enum([', english, 'src/slack/views/outcome.ts'],
  final_state: ['request', 'const finalState = z.enum([', english, 'src/slack/views/outcome.ts'],
  skip: ['request', 'export const skipReason = z.enum([', english, 'src/slack/views/outcome.ts'],
  fail: ['request', 'export const failReason = z.enum([', english, 'src/slack/views/outcome.ts'],
  kept: ['request', 'export const keptField = z.enum([', english, 'src/requests/undo.ts'],
  outcome: [
    'request',
    "export const outcome = z.discriminatedUnion('result', [",
    'src/requests/audit.ts',
    'src/slack/views/outcome.ts',
    'src/slack/views/results-table.ts',
  ],
  held: ['holdings', 'export const holdingKind = z.enum([', english, 'src/workfront/kinds.ts'],
  protection: ['refusal', 'export const protection = z.enum([', english, refusalView],
  unclear: ['refusal', 'export const notUnderstood = z.enum([', english, refusalView],
  undo: ['refusal', 'export const nothingToUndo = z.enum([', english, refusalView],
  outsider: ['refusal', 'export const outsider = z.enum([', english, refusalView],
  successor: ['refusal', 'export const successorProblem = z.enum([', english, refusalView],
  refusal: ['refusal', "export const refusal = z.discriminatedUnion('reason', [", english, refusalView],
  job: ['jobs', "export const job = z.discriminatedUnion('name', [", 'src/app.ts', 'src/store/jobs.ts'],
  message: ['ports', 'export const messageKind = z.enum([', english],
  event: [
    'audit',
    "export const auditEntry = z.discriminatedUnion('event', [",
    'src/audit/csv.ts',
    'src/audit/story.ts',
    'src/requests/audit-lines.ts',
    'src/slack/views/audit-sentence.ts',
  ],
} as const;

/** The new member as it is written into a set that opens like this. */
function memberFor(name: string, opening: string): string {
  if (opening.endsWith('z.enum([')) return `'new_${name}', `;
  if (name === 'event') return `event('new_${name}', {}), `;
  return `z.object({ ${/'(\w+)'/.exec(opening)?.[1]}: z.literal('new_${name}') }), `;
}

let folder: string;
let complaints: readonly string[] = [];

/** One compiler run over a copy of the sources in which every set has one member more. */
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'one-more-'));
  await cp(path.join(root, 'src'), path.join(folder, 'src'), { recursive: true });
  await cp(path.join(root, 'package.json'), path.join(folder, 'package.json'));
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  const settings = { extends: path.join(root, 'tsconfig.json'), include: ['src'], exclude: [] };
  await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(settings));
  for (const [name, [file, opening]] of Object.entries(sets)) {
    const place = path.join(folder, `src/requests/${file}.ts`);
    const text = await readFile(place, 'utf8');
    await writeFile(place, text.replace(opening, opening + memberFor(name, opening)));
  }
  const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
  // Each thread checks much that the others check as well, and the other tests want the processors.
  const flags = ['--pretty', 'false', '--singleThreaded'];
  const said = await promisify(execFile)(process.execPath, [compiler, ...flags], {
    cwd: folder,
    maxBuffer: 10_000_000,
  }).catch((error: { readonly stdout: string }) => error);
  complaints = said.stdout.split(/\n(?=\S)/u);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(Object.entries(sets))(
  'another %s does not compile before its text, its view, its audit shape or its work know it',
  (name, [, , ...mustKnow]) => {
    const about = complaints.filter((complaint) => new RegExp(`\\bnew_${name}\\b`, 'u').test(complaint));
    const files = new Set(about.map((complaint) => complaint.replace(/\(.*/su, '')));
    expect(mustKnow.filter((file) => !files.has(file))).toEqual([]);
  },
);
