import { expect, test } from 'vitest';

import { actionOf, actionPayload } from '../../src/slack/payloads.ts';

test('the name of the command is the action', () => {
  expect([actionOf('/wf-deactivate'), actionOf('/wf-reactivate')]).toEqual(['deactivate', 'reactivate']);
});

test('a button is read without the block that it stands in', () => {
  const click = {
    user: { id: 'U01ALAN' },
    trigger_id: '1.2',
    response_url: 'https://hooks.slack.example/actions/1',
    actions: [{ value: 'r7kq2m9x3ta' }],
  };
  expect(actionPayload.parse(click).actions).toEqual([{ block_id: '', value: 'r7kq2m9x3ta' }]);
});
