import { existsSync, readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

/** The paths that the image's recipe copies from this folder. */
const copied = [...readFileSync('Dockerfile', 'utf8').matchAll(/^COPY (?<paths>.+) \S+$/gmu)].flatMap(
  ({ groups }) => (groups?.['paths'] ?? '').split(' '),
);

test('everything that the image copies is there, and nothing else gets to its build', () => {
  const [nothing, ...except] = readFileSync('.dockerignore', 'utf8').trim().split('\n');
  expect(nothing).toBe('*');
  expect(except.toSorted()).toEqual(copied.map((path) => `!${path}`).toSorted());
  expect(copied.filter((path) => !existsSync(path))).toEqual([]);
});
