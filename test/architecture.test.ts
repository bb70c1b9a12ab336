import { readdirSync, readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';

import { describe, expect, test } from 'vitest';

import { fileOf, filesOf, stepsOf, uncountedIn } from './support/tours.ts';

/** What the files of a folder, or one file, may import beside their own folder. */
type Rule = {
  readonly ours: readonly string[];
  /** Our folders of which only types may be imported. */
  readonly types?: readonly string[];
  /** npm packages; `node` stands for everything that comes with Node. */
  readonly packages: readonly string[];
};

const everything: Rule = { ours: ['src'], packages: ['*'] };

/** The longest name that fits a file is its rule. */
const rules: Readonly<Record<string, Rule>> = {
  'src/requests': { ours: [], packages: ['zod'] },
  'src/usecases': { ours: ['src/requests'], packages: [] },
  'src/audit': { ours: ['src/csv-cells.ts'], types: ['src/requests'], packages: ['node', 'zod'] },
  'src/i18n': { ours: [], types: ['src/requests'], packages: [] },
  'src/slack': {
    ours: ['src/requests', 'src/i18n', 'src/csv-cells.ts'],
    types: ['src/usecases'],
    packages: ['@slack/bolt', 'zod', 'node'],
  },
  'src/slack/table-rows.ts': {
    ours: ['src/slack', 'src/requests'],
    packages: ['csv-parse', 'zod', 'node'],
  },
  'src/slack/read-moment.ts': { ours: ['src/slack', 'src/requests'], packages: ['chrono-node'] },
  'src/slack/listeners': {
    ours: ['src/requests', 'src/i18n', 'src/slack', 'src/usecases'],
    packages: ['@slack/bolt', 'zod', 'rate-limiter-flexible', 'node'],
  },
  'src/version.ts': { ours: ['package.json'], packages: [] },
  'src/workfront': { ours: ['src/requests', 'src/version.ts'], packages: ['undici', 'zod', 'jose', 'node'] },
  'src/store': {
    ours: ['src/requests', 'src/audit'],
    packages: ['kysely', 'pg', 'pg-boss', '@electric-sql/pglite', 'zod', 'node'],
  },
  'src/cli': {
    ours: [
      'src/requests',
      'src/slack',
      'src/workfront',
      'src/store',
      'src/audit',
      'src/config.ts',
      'src/log.ts',
    ],
    packages: ['node'],
  },
  'src/config.ts': {
    ours: ['src/config-schema.ts'],
    types: ['src/requests', 'src/workfront'],
    packages: ['dotenv', 'zod', 'node'],
  },
  'src/config-schema.ts': { ours: ['src/workfront', 'src/pattern.ts'], packages: ['zod', 'node'] },
  'src/pattern.ts': { ours: [], packages: ['node'] },
  'src/csv-cells.ts': { ours: [], packages: [] },
  'src/log.ts': { ours: [], packages: ['pino', '@slack/bolt', 'node'] },
  'src/health.ts': { ours: [], packages: ['prom-client', 'node'] },
  'src/start-checks.ts': {
    ours: ['src/requests', 'src/slack', 'src/workfront'],
    types: ['src/config.ts', 'src/log.ts'],
    packages: ['@slack/bolt', 'node'],
  },
  'src/app.ts': everything,
  'src/main.ts': everything,
  sandbox: { ours: [], packages: ['node', 'zod'] },
  'sandbox/shared': { ours: [], packages: ['node'] },
  'sandbox/slack': { ours: ['sandbox/acme.ts', 'sandbox/shared'], packages: ['node', 'zod', 'ws', 'yaml'] },
  'sandbox/workfront': { ours: ['sandbox/acme.ts', 'sandbox/shared'], packages: ['node', 'zod'] },
  bench: { ours: ['src', 'sandbox', 'test/support', 'test/store'], packages: ['*'] },
};

const mostLines = 300;

/** Files that may be longer, each with the reason. */
const longer: Readonly<Record<string, string>> = {
  'src/i18n/en.ts': 'every text of a language, so that a translator works on one file',
  'src/requests/ports.ts': 'everything that the use cases need from the outside, in one list',
  'src/requests/transitions.ts':
    'every step that a request takes by itself or by its approvers, side by side',
};

/** Every import of a file: `from`, bare and dynamic ones. */
const importForm =
  /^(?:import|export)\b(?<clause>[^'";]*?)\bfrom\s*'(?<from>[^']+)'|^import\s*'(?<bare>[^']+)'|\bimport\(\s*'(?<dynamic>[^']+)'/gm;

function isTypesOnly(clause: string): boolean {
  if (/^\s*type\b/.test(clause)) return true;
  const names = /^\s*\{(?<names>[^}]*)\}\s*$/.exec(clause)?.groups?.names;
  const parts = (names ?? '').split(',').map((name) => name.trim());
  return names !== undefined && parts.filter(Boolean).every((name) => name.startsWith('type '));
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function ruleFor(path: string): readonly [string, Rule] | undefined {
  return Object.entries(rules)
    .filter(([name]) => isWithin(path, name))
    .toSorted(([a], [b]) => b.length - a.length)[0];
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return 'node';
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function isAllowed(path: string, specifier: string, typesOnly: boolean): boolean {
  const [name, rule] = ruleFor(path) ?? ['', { ours: [], packages: [] }];
  if (!specifier.startsWith('.'))
    return rule.packages.some((one) => one === '*' || one === packageOf(specifier));
  const target = posix.join(dirname(path), specifier);
  return [name, ...rule.ours, ...(typesOnly ? (rule.types ?? []) : [])].some((folder) =>
    isWithin(target, folder),
  );
}

function specifierOf({ from, bare, dynamic }: Record<string, string | undefined>): string {
  return from ?? bare ?? dynamic ?? '';
}

/** Our files that this one imports, types included. */
function importsOf({ path, text }: SourceFile): readonly string[] {
  return [...text.matchAll(importForm)]
    .map(({ groups = {} }) => specifierOf(groups))
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => posix.join(dirname(path), specifier));
}

type SourceFile = { readonly path: string; readonly text: string };

/** Files that import each other, by whatever way round: each circle sorted, none twice. */
function circlesIn(sources: readonly SourceFile[]): readonly (readonly string[])[] {
  const next = new Map(sources.map((file) => [file.path, importsOf(file)]));
  const reach = (start: string): ReadonlySet<string> => {
    const seen = new Set<string>();
    const open = [...(next.get(start) ?? [])];
    for (let path = open.pop(); path !== undefined; path = open.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      open.push(...(next.get(path) ?? []));
    }
    return seen;
  };
  const reached = new Map(sources.map(({ path }) => [path, reach(path)]));
  const circleOf = (path: string) =>
    [...(reached.get(path) ?? [])].filter((other) => reached.get(other)?.has(path)).toSorted();
  const circles = sources.map(({ path }) => circleOf(path)).filter((circle) => circle.length > 0);
  return [...new Map(circles.map((circle) => [circle.join(), circle])).values()];
}

/** One line of text for each import that goes against the table, and for each look at the environment. */
function problemsIn(path: string, text: string): string[] {
  const lineAt = (index: number) => text.slice(0, index).split('\n').length;
  const imports = [...text.matchAll(importForm)].flatMap(({ groups = {}, index }) => {
    const specifier = specifierOf(groups);
    if (isAllowed(path, specifier, isTypesOnly(groups.clause ?? ''))) return [];
    return [`${path}:${lineAt(index)} may not import ${specifier}`];
  });
  const code = text.replaceAll(/\/\*.*?\*\//gs, (comment) => comment.replaceAll(/[^\n]/g, ' '));
  const readsEnvironment = path.startsWith('src/') && path !== 'src/config.ts';
  const looks = readsEnvironment ? [...code.matchAll(/\bprocess\.env\b|from 'node:process'/g)] : [];
  return [...imports, ...looks.map(({ index }) => `${path}:${lineAt(index)} may not read the environment`)];
}

const root = new URL('../', import.meta.url);

function filesUnder(folder: string): string[] {
  return readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`);
}

const files = ['src', 'sandbox', 'bench'].flatMap((folder) =>
  filesUnder(folder).map((path) => ({ path, text: readFileSync(new URL(path, root), 'utf8') })),
);
const budgeted = files.filter(({ path }) => !path.startsWith('bench/'));

test('imports point one way, and only config.ts reads the environment', () => {
  expect(files.flatMap(({ path, text }) => problemsIn(path, text))).toEqual([]);
});

test('every file has a rule', () => {
  expect(files.filter(({ path }) => !ruleFor(path)).map(({ path }) => path)).toEqual([]);
});

test(`no file is longer than ${mostLines} lines`, () => {
  const long = budgeted.map(({ path, text }) => `${path}: ${text.trimEnd().split('\n').length}`);
  const allowed = new Set(Object.keys(longer));
  expect(
    long.filter((line) => {
      const [path = '', lines] = line.split(': ');
      return Number(lines) > mostLines && !allowed.has(path);
    }),
  ).toEqual([]);
});

test('no files import each other in a circle', () => {
  expect(circlesIn(files)).toEqual([]);
});

/** Functions of a file's own that stand before the first one that others may use; tables are built by what precedes them. */
function functionsBeforeExports({ path, text }: SourceFile): readonly string[] {
  const values = [
    ...text.matchAll(/^(?<exported>export )?(?:async )?(?<what>function\*?|const|class) (?<name>\w+)/gm),
  ];
  const first = values.findIndex(({ groups }) => groups?.['exported']);
  if (!values[first]?.groups?.['what']?.startsWith('function')) return [];
  const own = values.slice(0, first).filter(({ groups }) => groups?.['what']?.startsWith('function'));
  return own.map(({ groups }) => `${path}: ${groups?.['name']}`);
}

test('what a file exports stands before the functions that it keeps to itself', () => {
  const own = files.filter(({ path }) => path.startsWith('src/'));
  expect(own.flatMap(functionsBeforeExports)).toEqual([]);
});

describe('the check', () => {
  test('finds the files that it is for', () => {
    const found = new Set(files.map(({ path }) => path));
    expect(
      ['src/requests/request.ts', 'src/config.ts', 'sandbox/acme.ts'].filter((path) => !found.has(path)),
    ).toEqual([]);
  });

  test.each([
    ['src/requests/policy.ts', "import { Kysely } from 'kysely';"],
    ['src/requests/policy.ts', "import { readFile } from 'node:fs/promises';"],
    ['src/requests/policy.ts', "export { submit } from '../usecases/submit.ts';"],
    ['src/usecases/decide.ts', "import type { App } from '@slack/bolt';"],
    ['src/usecases/decide.ts', "import {\n  openStore,\n} from '../store/open.ts';"],
    ['src/slack/messenger.ts', "import { decide } from '../usecases/decide.ts';"],
    ['src/slack/listeners/approve.ts', "import { readConfig } from '../../config.ts';"],
    ['src/workfront/client.ts', "const log = await import('../log.ts');"],
    ['src/audit/chain.ts', "import { Refusal } from '../requests/refusal.ts';"],
    ['src/audit/chain.ts', "import { type State, isFinal } from '../requests/request.ts';"],
    ['src/cli/audit.ts', "import '../app.ts';"],
    ['src/new-folder/x.ts', "import { z } from 'zod';"],
    ['sandbox/slack/sandbox.ts', "import type { Request } from '../../src/requests/request.ts';"],
    ['sandbox/slack/sandbox.ts', "import { trouble } from '../workfront/trouble.ts';"],
    ['sandbox/demo.ts', "import { main } from '../src/main.ts';"],
    ['src/main.ts', 'const port = process.env.PORT;'],
    ['src/cli/audit.ts', "import { env } from 'node:process';"],
  ])('catches in %s: %s', (path, line) => {
    expect(problemsIn(path, `/** A comment. */\n${line}\n`)).toEqual([
      expect.stringContaining(`${path}:2 may not`),
    ]);
  });

  test.each([
    ['src/requests/policy.ts', "import { z } from 'zod';"],
    ['src/requests/policy.ts', "import { Refusal, type Protection } from './refusal.ts';"],
    ['src/usecases/decide.ts', "import { isFinal } from '../requests/request.ts';"],
    ['src/slack/listeners/approve.ts', "import { decide } from '../../usecases/decide.ts';"],
    ['src/slack/listeners/approve.ts', "import { button } from '../views/blocks.ts';"],
    ['src/audit/chain.ts', "import { type AuditEntry, type JsonValue } from '../requests/ports.ts';"],
    ['src/store/jobs.ts', "import { fromKysely } from 'pg-boss/adapters';"],
    ['src/main.ts', "import { startApp } from './app.ts';"],
    ['src/config.ts', 'return process.env;'],
    ['src/store/open.ts', '/** Reads no process.env. */'],
  ])('lets pass in %s: %s', (path, line) => {
    expect(problemsIn(path, `${line}\n`)).toEqual([]);
  });

  test('finds the functions that stand before what is exported', () => {
    const text =
      'const x = 1;\nasync function own() {}\n\nexport function shared() {}\n\nfunction later() {}\n';
    expect(functionsBeforeExports({ path: 'src/a.ts', text })).toEqual(['src/a.ts: own']);
    const table = 'function own() {}\n\nexport const table = own();\n\nexport function of() {}\n';
    expect(functionsBeforeExports({ path: 'src/a.ts', text: table })).toEqual([]);
  });

  test('finds circles of any length, of types too, and names each once', () => {
    const sources = [
      { path: 'src/a.ts', text: "import { b } from './b.ts';\n" },
      { path: 'src/b.ts', text: "import type { C } from './c/c.ts';\n" },
      { path: 'src/c/c.ts', text: "export { a } from '../a.ts';\n" },
      { path: 'src/d.ts', text: "import './a.ts';\nimport { e } from './e.ts';\n" },
      { path: 'src/e.ts', text: "const d = await import('./d.ts');\n" },
      { path: 'src/f.ts', text: "import './d.ts';\n" },
    ];
    expect(circlesIn(sources)).toEqual([
      ['src/a.ts', 'src/b.ts', 'src/c/c.ts'],
      ['src/d.ts', 'src/e.ts'],
    ]);
    expect(circlesIn(sources.slice(1, 4))).toEqual([]);
  });
});

/** The tours in docs/architecture.md, and how many files each may have. */
const tours: Readonly<Record<string, number>> = { 'The way of a click': 20, 'The way of an e-mail': 26 };

/** What of a tour does not hold: a file that is not there, or a step that no earlier one leads to. */
function problemsOf(steps: readonly string[], sources: readonly SourceFile[]): readonly string[] {
  const known = new Map(sources.map((file) => [file.path, importsOf(file)]));
  const paths = steps.map(fileOf);
  const missing = steps.flatMap(filesOf).filter((path) => !known.has(path));
  const isJoined = (one: string, other: string) =>
    known.get(one)?.includes(other) || known.get(other)?.includes(one);
  const apart = steps.filter((step, index) => {
    const [path = '', ...ties] = filesOf(step);
    const earlier = paths.slice(0, index).filter((before) => known.has(before));
    if (earlier.length === 0 || !known.has(path)) return false;
    const leading = [...earlier, ...ties.filter((tie) => earlier.some((before) => isJoined(before, tie)))];
    if (leading.some((before) => isJoined(before, path))) return false;
    return !namesJob(step, sources) && !namesPort(step, known.get(path));
  });
  return [
    ...missing.map((path) => `${path} is not there`),
    ...apart.map((step) => `nothing leads to ${fileOf(step)}`),
  ];
}

/** Whether a step says that a job leads to it, one that there is. */
function namesJob(step: string, sources: readonly SourceFile[]): boolean {
  const job = /job `(?<after>\w+)`|`(?<before>\w+)` job/.exec(step)?.groups;
  const name = job?.after ?? job?.before;
  return name !== undefined && sources.some(({ text }) => text.includes(`'${name}'`));
}

/** Whether a step says that a port leads to it, and its file knows the ports. */
function namesPort(step: string, imports: readonly string[] | undefined): boolean {
  return /the port `\w+`/.test(step) && (imports?.includes('src/requests/ports.ts') ?? false);
}

/** A document with a tour of these steps, between other things. */
function documentOf(...steps: string[]): string {
  return `## Other\n1. \`x.ts\`\n\n## Tour\n\nText.\n\n${steps.join('\n')}\n\n## Next\n`;
}

describe('the tours in docs/architecture.md', () => {
  const markdown = readFileSync(new URL('docs/architecture.md', root), 'utf8');

  test.each(Object.entries(tours))('%s has at most %i files, and each leads to the next', (title, most) => {
    const steps = stepsOf(markdown, title);
    expect(steps).not.toEqual([]);
    expect(problemsOf(steps, files)).toEqual([]);
    expect(steps.length).toBeLessThanOrEqual(most);
  });

  test('what runs too and is not counted is there', () => {
    const uncounted = uncountedIn(markdown);
    expect(uncounted).not.toEqual([]);
    expect(uncounted.filter((name) => !files.some(({ path }) => isWithin(path, name)))).toEqual([]);
  });

  test.each<readonly [string, readonly string[], readonly string[]]>([
    [
      'imports either way, and jobs',
      ['1. `src/b.ts`: clicks', '2. `src/a.ts`: does it', '3. the `run` job: `src/c.ts`'],
      [],
    ],
    ['a file that is gone', ['1. `src/a.ts`', '2. `src/gone.ts`'], ['src/gone.ts is not there']],
    [
      'a step that does not follow',
      ['1. `src/a.ts`: a', '   and more', '2. `src/c.ts`: c'],
      ['nothing leads to src/c.ts'],
    ],
    [
      'a job that there is not',
      ['1. `src/a.ts`', '2. job `walk`: `src/c.ts`'],
      ['nothing leads to src/c.ts'],
    ],
    ['a step without a file', ['1. nothing'], ['1. nothing is not there']],
    [
      'a file that ties a step to the one before',
      ['1. `src/d.ts`: d', '2. `src/c.ts`, by `src/e.ts`: c'],
      [],
    ],
    [
      'a file that ties nothing',
      ['1. `src/a.ts`: a', '2. `src/c.ts`, by `src/e.ts`: c'],
      ['nothing leads to src/c.ts'],
    ],
  ])('the check of tours knows %s', (_what, steps, problems) => {
    const sources = [
      { path: 'src/a.ts', text: "import { b } from './b.ts';\n" },
      { path: 'src/b.ts', text: "const job = 'run';\n" },
      { path: 'src/c.ts', text: '' },
      { path: 'src/d.ts', text: "import { e } from './e.ts';\n" },
      { path: 'src/e.ts', text: "import { c } from './c.ts';\n" },
    ];
    expect(problemsOf(stepsOf(documentOf(...steps), 'Tour'), sources)).toEqual(problems);
  });
});
