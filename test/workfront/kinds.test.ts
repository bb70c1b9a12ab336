import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { holdingKind } from '../../src/requests/holdings.ts';
import { kinds, resourceOf, type Kind } from '../../src/workfront/kinds.ts';

const tableRow = /^\|\s*`(?<kind>\w+)`\s*\|(?<found>[^|]*)\|(?<goes>[^|]*)\|\s*(?<sure>\w+)\s*\|$/u;

/** What docs/hand-over.md says of each kind. */
const documented = readFileSync('docs/hand-over.md', 'utf8')
  .split('\n')
  .flatMap((text) => {
    const groups = tableRow.exec(text)?.groups;
    return groups ? [groups] : [];
  });

describe('the documentation of kinds', () => {
  test('names each, in the order of urgency', () => {
    expect(documented.map(({ kind }) => kind)).toEqual(holdingKind.options);
  });

  test.each(holdingKind.options)('says of %s what the table says', (kind) => {
    const { resource, looks, certainty }: Kind = kinds[kind];
    const row = documented.find((one) => one['kind'] === kind);
    expect(row?.['found']).toContain(`\`${resource}\``);
    const missing = looks.filter(({ holder }) => !row?.['found']?.includes(holder));
    expect(missing.map(({ holder }) => holder)).toEqual(
      kind === 'approval_stages' ? ['approvalPaths:approvalSteps:stepApprovers:userID'] : [],
    );
    expect(row?.['sure']).toBe(certainty);
    expect(row?.['goes']).toContain(goesBy(kinds[kind]));
  });
});

/** By what a kind goes to a successor, in the words of the documentation. */
function goesBy({ moved }: Kind): string {
  if (!moved) return 'listed';
  return moved.when === 'always' ? `${moved.type}.${moved.field}` : 'HAND_OVER_ASSIGNMENTS';
}

/**
 * Every object that the bot may read or write by the table, as Workfront's API explorer lists them: a new one is to
 * be looked up there. https://developer.adobe.com/workfront-apis/api-explorer/
 */
const known = {
  approvalprocess: 'read',
  assignment: 'write',
  awaitingapproval: 'read',
  document: 'read',
  iteration: 'write',
  portalsection: 'read',
  portfolio: 'write',
  program: 'write',
  project: 'write',
  resourcemanager: 'read',
  routingrule: 'write',
  scheduledreport: 'read',
  team: 'write',
  template: 'write',
  timesheet: 'read',
  timesheetprofile: 'read',
  user: 'write',
};

test('every object that is read or written is one of Workfront’s', () => {
  const used = new Map<string, string>([['user', 'write']]);
  for (const kind of holdingKind.options) {
    const { moved }: Kind = kinds[kind];
    const resource = resourceOf(kind);
    if (moved || !used.has(resource)) used.set(resource, moved ? 'write' : 'read');
  }
  expect(Object.fromEntries(used)).toEqual(known);
});
