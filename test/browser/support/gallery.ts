import type { types } from '@slack/bolt';

import { channels, people } from '../../../sandbox/acme.ts';

/** A plain text object. */
export const plain = (text: string): types.PlainTextElement => ({ type: 'plain_text', text });

const option = (text: string, value: string) => ({ text: plain(text), value });

const richText: types.RichTextBlock = {
  type: 'rich_text',
  elements: [
    {
      type: 'rich_text_section',
      elements: [
        { type: 'text', text: 'rich ' },
        { type: 'text', text: 'bold', style: { bold: true } },
        { type: 'emoji', name: 'tada' },
        { type: 'user', user_id: people.rita.id },
      ],
    },
    {
      type: 'rich_text_list',
      style: 'bullet',
      elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'first item' }] }],
    },
    { type: 'rich_text_quote', elements: [{ type: 'text', text: 'a rich quote' }] },
  ],
};

const markup = [
  '*bold* _italic_ ~gone~ `code();` :white_check_mark: a_name_with_lines 2*3*4',
  '> a quote',
  `<@${people.bea.id}> <#${channels.approvals.id}> <https://example.com|elsewhere> &lt;tag&gt;`,
].join('\n');

const chosen: types.KnownBlock[] = [
  {
    type: 'actions',
    elements: [
      { type: 'button', action_id: 'plain', text: plain('Plain') },
      { type: 'button', action_id: 'primary', style: 'primary', text: plain('Primary') },
      { type: 'button', action_id: 'danger', style: 'danger', text: plain('Danger') },
      {
        type: 'overflow',
        action_id: 'overflow',
        options: [option('Archive', 'archive'), option('Copy', 'copy')],
      },
    ],
  },
  {
    type: 'actions',
    elements: [
      { type: 'users_select', action_id: 'users', placeholder: plain('Somebody') },
      { type: 'checkboxes', action_id: 'boxes', options: [option('First', 'one'), option('Second', 'two')] },
      {
        type: 'radio_buttons',
        action_id: 'radios',
        options: [option('Left', 'left'), option('Right', 'right')],
      },
    ],
  },
  {
    type: 'section',
    text: { type: 'mrkdwn', text: 'A day' },
    accessory: { type: 'datepicker', action_id: 'day' },
  },
];

/** A message with every block that the sandbox knows. */
export const gallery: { readonly text: string; readonly blocks: types.KnownBlock[] } = {
  text: 'Gallery',
  blocks: [
    { type: 'header', text: plain('Gallery header') },
    { type: 'section', text: { type: 'mrkdwn', text: markup } },
    {
      type: 'section',
      fields: [
        { type: 'mrkdwn', text: '*One*\n1' },
        { type: 'mrkdwn', text: '*Two*\n2' },
      ],
      accessory: { type: 'image', image_url: 'https://example.com/cat.png', alt_text: 'A cat' },
    },
    { type: 'divider' },
    richText,
    ...chosen,
    { type: 'image', image_url: 'https://example.com/dog.png', alt_text: 'A dog', title: plain('A picture') },
    { type: 'context', elements: [{ type: 'mrkdwn', text: 'small print' }] },
  ],
};

/** A modal with inputs of several kinds. */
export const form: types.ModalView = {
  type: 'modal',
  callback_id: 'form',
  title: plain('A form'),
  submit: plain('Send'),
  blocks: [
    {
      type: 'input',
      block_id: 'who',
      label: plain('Who'),
      element: { type: 'external_select', action_id: 'who', min_query_length: 2 },
    },
    {
      type: 'input',
      block_id: 'why',
      label: plain('Why'),
      hint: plain('In a few words'),
      element: { type: 'plain_text_input', action_id: 'why' },
    },
    {
      type: 'input',
      block_id: 'when',
      optional: true,
      label: plain('When'),
      element: { type: 'datetimepicker', action_id: 'when' },
    },
  ],
};

/** A modal for many people at once. */
export const crowd: types.ModalView = {
  type: 'modal',
  callback_id: 'crowd',
  title: plain('Many people'),
  submit: plain('Ask'),
  blocks: [
    { type: 'alert', level: 'warning', text: { type: 'mrkdwn', text: 'They lose access *at once*.' } },
    {
      type: 'input',
      block_id: 'people',
      label: plain('People'),
      element: { type: 'multi_external_select', action_id: 'people', min_query_length: 2 },
    },
    {
      type: 'input',
      block_id: 'list',
      optional: true,
      label: plain('Or a list'),
      element: { type: 'file_input', action_id: 'list', filetypes: ['csv'], max_files: 1 },
    },
    {
      type: 'input',
      block_id: 'note',
      optional: true,
      label: plain('Note'),
      element: { type: 'plain_text_input', action_id: 'note', multiline: true },
    },
    {
      type: 'input',
      block_id: 'at',
      optional: true,
      label: plain('At'),
      element: { type: 'timepicker', action_id: 'at' },
    },
  ],
};

/** A modal that stands on top of another. */
export const second: types.ModalView = {
  type: 'modal',
  title: plain('One more'),
  blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'There is more.' } }],
};

export const home: types.HomeView = {
  type: 'home',
  blocks: [
    { type: 'header', text: plain('Welcome home') },
    {
      type: 'section',
      text: { type: 'mrkdwn', text: 'Press it.' },
      accessory: { type: 'button', action_id: 'home', text: plain('At home') },
    },
  ],
};
