import type { webApi } from '@slack/bolt';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { channels } from '../../sandbox/acme.ts';
import { plainText } from '../../sandbox/slack/block-kit/plain-text.ts';
import { startSlackSandbox, type SlackSandbox } from '../../sandbox/slack/sandbox.ts';
import { clientOf, refusal } from './slack-calls.ts';

const manifest = { name: 'Workfront Bot', scopes: ['chat:write'], commands: [], events: [], homeTab: true };

let sandbox: SlackSandbox;
let client: webApi.WebClient;
const approvals = channels.approvals.id;

beforeEach(async () => {
  sandbox = await startSlackSandbox({ manifest });
  client = clientOf(sandbox);
});
afterEach(() => sandbox.close());

const postBlocks = (blocks: readonly unknown[]) =>
  client.apiCall('chat.postMessage', { channel: approvals, text: 'x', blocks });
const button = (text: string, id: string) => ({
  type: 'button',
  action_id: id,
  text: { type: 'plain_text', text },
});
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

test.each([
  [
    'a button text of 76 characters',
    [{ type: 'actions', elements: [button('x'.repeat(76), 'a')] }],
    '[ERROR] must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
  ],
  [
    'an empty section text',
    [section('')],
    '[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]',
  ],
  [
    'a section text of 3,001 characters',
    [section('x'.repeat(3001))],
    '[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
  ],
  [
    '51 blocks',
    Array.from({ length: 51 }, () => ({ type: 'divider' })),
    '[ERROR] no more than 50 items allowed [json-pointer:/blocks]',
  ],
  [
    'an input field outside an input block',
    [{ type: 'actions', elements: [{ type: 'plain_text_input' }] }],
    '[ERROR] unsupported type [json-pointer:/blocks/0/elements/0/type]',
  ],
  [
    'a field that Slack does not know',
    [{ ...section('x'), colour: 'red' }],
    '[ERROR] invalid additional property: colour [json-pointer:/blocks/0]',
  ],
  [
    'a header without text',
    [{ type: 'header' }],
    '[ERROR] missing required field [json-pointer:/blocks/0/text]',
  ],
  [
    'an action id twice in a block',
    [{ type: 'actions', elements: [button('A', 'a'), button('B', 'a')] }],
    '[ERROR] `action_id` a already exists [json-pointer:/blocks/0/elements]',
  ],
  [
    'a block id twice',
    [
      { ...section('x'), block_id: 'b' },
      { ...section('y'), block_id: 'b' },
    ],
    '[ERROR] `block_id` b already exists [json-pointer:/blocks]',
  ],
])('%s is refused with its place', async (_name, blocks, message) => {
  expect(await refusal(postBlocks(blocks))).toMatchObject({
    error: 'invalid_blocks',
    response_metadata: { messages: [message] },
  });
  expect(sandbox.messages(approvals)).toEqual([]);
});

test('the largest blocks that Slack allows are taken', async () => {
  const blocks = [section('x'.repeat(3000)), { type: 'actions', elements: [button('x'.repeat(75), 'a')] }];
  expect(await postBlocks(blocks)).toMatchObject({ ok: true });
});

test('blocks with more than about 13,200 characters are refused', async () => {
  const blocks = Array.from({ length: 5 }, () => section('x'.repeat(2900)));
  expect(await refusal(postBlocks(blocks))).toMatchObject({ error: 'msg_blocks_too_long' });
});

test('a message reads as its headers, sections, fields and buttons', async () => {
  await postBlocks([
    { type: 'header', text: { type: 'plain_text', text: 'Title' } },
    {
      type: 'section',
      fields: [
        { type: 'mrkdwn', text: '*Who*' },
        { type: 'plain_text', text: 'Tyler' },
      ],
    },
    { type: 'actions', elements: [button('Yes', 'y'), button('No', 'n')] },
  ]);
  expect(sandbox.messages(approvals).map(plainText)).toEqual(['Title\n*Who*\nTyler\n[Yes] [No]']);
});
