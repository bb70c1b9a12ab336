import { expect, test } from 'vitest';

import { actionOf } from '../../src/slack/payloads.ts';

test('the name of the command is the action', () => {
  expect([actionOf('/wf-deactivate'), actionOf('/wf-reactivate')]).toEqual(['deactivate', 'reactivate']);
});
