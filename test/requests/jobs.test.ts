import { expect, test } from 'vitest';

import { job, jobNames } from '../../src/requests/jobs.ts';

const requestId = 'r2222222222';

/** Each kind of job with all that it can carry. */
const jobs = [
  { name: 'execute', requestId, atOnce: true },
  { name: 'notify', requestId, repair: true },
  { name: 'announce', all: true },
  { name: 'head', day: '2026-11-22' },
  { name: 'impact', requestId },
  { name: 'escalate', requestId },
  { name: 'expire', requestId },
];

test('every kind of job has a name of its own', () => {
  expect(jobNames).toEqual(jobs.map(({ name }) => name));
});

test.each(jobs)('a job to $name is read as it was stored, and not without what it needs', (stored) => {
  expect(job.parse(stored)).toEqual(stored);
  const needed = Object.keys(stored).filter((key) => key === 'requestId' || key === 'day');
  for (const key of needed) expect(job.safeParse({ ...stored, [key]: undefined }).success).toBe(false);
});

test('a job of another name is none', () => {
  expect(job.safeParse({ name: 'rest', requestId }).success).toBe(false);
});
