import { existsSync, readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

const page = readFileSync('docs/security.md', 'utf8');

/** Each test that the page names: its file, and its title as it stands there. */
const named = [...page.matchAll(/`(?<file>test\/[\w./-]+\.test\.ts)`: "(?<title>(?:[^"\\]|\\.)+)"/gu)].map(
  ({ groups }) => ({ file: groups?.['file'] ?? '', title: (groups?.['title'] ?? '').replaceAll('\\"', '"') }),
);

describe('the page on security', () => {
  test('names tests that there are', () => {
    const missing = named.filter(
      ({ file, title }) => !existsSync(file) || !isTitleIn(readFileSync(file, 'utf8'), title),
    );
    expect(missing).toEqual([]);
    expect(named.length).toBeGreaterThan(40);
  });

  test('names no file of tests without a title', () => {
    const files = [...page.matchAll(/`test\/[\w./-]+\.test\.ts`/gu)];
    expect(files).toHaveLength(named.length);
  });

  test('has a test for every rule and every attack', () => {
    const rows = sectionOf('Who attacks, and what stops it')
      .split('\n')
      .filter((line) => line.startsWith('| '));
    const untested = rows.slice(2).filter((row) => !row.includes('`test/'));
    expect(untested).toEqual([]);
    expect(rows.length).toBeGreaterThan(25);
    const rules = sectionOf('Rules that the code holds').split(/^- /mu).slice(1);
    expect(rules.filter((rule) => !rule.includes('`test/'))).toEqual([]);
  });
});

/** Whether a test, or a row of one, is called so: as text in quotes of any kind. */
function isTitleIn(source: string, title: string): boolean {
  return [`'${title}'`, `"${title}"`, `\`${title}\``].some((quoted) => source.includes(quoted));
}

function sectionOf(heading: string): string {
  const [, after = ''] = page.split(`\n## ${heading}\n`);
  return after.split('\n## ')[0] ?? '';
}
