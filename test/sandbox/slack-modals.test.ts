import { App, LogLevel, SocketModeReceiver, webApi } from '@slack/bolt';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { people } from '../../sandbox/acme.ts';
import { plainText } from '../../sandbox/slack/block-kit/plain-text.ts';
import type { PersonDriver } from '../../sandbox/slack/person/driver.ts';
import { startSlackSandbox, type SlackSandbox } from '../../sandbox/slack/sandbox.ts';

const manifest = {
  name: 'Workfront Bot',
  scopes: ['commands', 'chat:write'],
  commands: [{ command: '/form', shouldEscape: true }],
  events: [],
  homeTab: false,
};

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const form = (title = 'Leaver') => ({
  type: 'modal' as const,
  callback_id: 'form',
  title: plain(title),
  submit: plain('Send'),
  notify_on_close: true,
  blocks: [
    {
      type: 'input' as const,
      block_id: 'who',
      label: plain('Person'),
      element: { type: 'external_select' as const, action_id: 'person', min_query_length: 2 },
    },
    {
      type: 'input' as const,
      block_id: 'why',
      label: plain('Reason'),
      element: { type: 'plain_text_input' as const, action_id: 'reason', max_length: 20 },
    },
    {
      type: 'input' as const,
      block_id: 'when',
      optional: true,
      label: plain('Date'),
      element: { type: 'datepicker' as const, action_id: 'date' },
    },
  ],
});

let time: number;
let sandbox: SlackSandbox;
let app: App;
let rita: PersonDriver;
let triggers: string[];

beforeEach(async () => {
  time = Date.parse('2026-11-21T10:00:00Z');
  triggers = [];
  sandbox = await startSlackSandbox({ manifest, now: () => time, ackDeadlineMilliseconds: 1000 });
  const clientOptions = { slackApiUrl: sandbox.apiUrl, retryConfig: { retries: 0 } };
  const receiver = new SocketModeReceiver({
    appToken: sandbox.appToken,
    logLevel: LogLevel.ERROR,
    installerOptions: { clientOptions },
  });
  app = new App({ token: sandbox.botToken, receiver, logLevel: LogLevel.ERROR, clientOptions });
  app.command('/form', async ({ ack, command }) => {
    triggers.push(command.trigger_id);
    await ack();
  });
  app.options('person', ({ ack, options }) =>
    ack({ options: [{ text: plain(`${options.value} Reid`), value: 'guid-1' }] }),
  );
  await app.start();
  rita = sandbox.person(people.rita.id);
});
afterEach(async () => {
  await app.stop();
  await sandbox.until(() => sandbox.connections() === 0, 'the app to disconnect');
  await sandbox.close();
});

async function typeForTrigger(): Promise<string> {
  await rita.type('/form');
  return triggers.at(-1) ?? '';
}

async function openForm() {
  await app.client.views.open({ trigger_id: await typeForTrigger(), view: form() });
  const view = rita.openView();
  if (view === null) throw new Error('The form did not open');
  return view;
}

async function errorOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof webApi.WebAPIPlatformError) return error.data.error;
    throw error;
  }
  return 'none';
}

test('a trigger opens one modal within three seconds, and no second', async () => {
  const trigger_id = await typeForTrigger();
  time += 3000;
  expect(await errorOf(app.client.views.open({ trigger_id, view: form() }))).toBe('none');
  expect(await errorOf(app.client.views.open({ trigger_id, view: form() }))).toBe('exchanged_trigger_id');
  const late = await typeForTrigger();
  time += 3001;
  expect(await errorOf(app.client.views.open({ trigger_id: late, view: form() }))).toBe('expired_trigger_id');
  expect(await errorOf(app.client.views.open({ trigger_id: 'x', view: form() }))).toBe('invalid_trigger_id');
});

test('three modals may be open, not four', async () => {
  await openForm();
  for (const expected of ['none', 'none', 'push_limit_reached']) {
    const trigger_id = await typeForTrigger();
    expect(await errorOf(app.client.views.push({ trigger_id, view: form() }))).toBe(expected);
  }
});

test('a modal with a title of 25 characters or without a submit button for its inputs is refused', async () => {
  const trigger_id = await typeForTrigger();
  const tooLong = app.client.views.open({ trigger_id, view: form('x'.repeat(25)) });
  await expect(tooLong).rejects.toMatchObject({
    data: {
      error: 'invalid_arguments',
      response_metadata: {
        messages: ['[ERROR] must be less than 25 characters [json-pointer:/view/title/text]'],
      },
    },
  });
  const { submit, ...without } = form();
  expect(submit.text).toBe('Send');
  expect(await errorOf(app.client.views.open({ trigger_id, view: without }))).toBe('invalid_arguments');
});

test('what the person filled in arrives, and an empty ack closes the modal', async () => {
  const received: unknown[] = [];
  app.view('form', async ({ ack, view }) => {
    received.push(view.state.values);
    await ack();
  });
  const view = await openForm();
  expect(plainText(view)).toContain('Reason');
  expect(await rita.suggestions('person', 'T')).toEqual([]);
  expect(await rita.suggestions('person', 'Tyler')).toMatchObject([{ value: 'guid-1' }]);
  rita.fill(view, { Person: 'Tyler Reid', why: 'left', when: '2026-12-01' });
  expect(await rita.submit()).toMatchObject({ ok: true, errors: {} });
  expect(received).toMatchObject([
    {
      who: { person: { type: 'external_select', selected_option: { value: 'guid-1' } } },
      why: { reason: { type: 'plain_text_input', value: 'left' } },
      when: { date: { type: 'datepicker', selected_date: '2026-12-01' } },
    },
  ]);
  expect(rita.openView()).toBeNull();
});

test('an empty required input or a text too long is held back by Slack itself', async () => {
  const view = await openForm();
  rita.fill(view, { why: 'x'.repeat(21) });
  expect(await rita.submit()).toMatchObject({
    ok: false,
    sent: false,
    errors: { who: 'Please complete this required field.', why: 'This entry is too long.' },
  });
  expect(() => rita.fill(view, { Colour: 'red' })).toThrow('there is: Person, Reason, Date');
});

test('complaints of the app show in the modal, which stays open', async () => {
  app.view('form', ({ ack }) => ack({ response_action: 'errors', errors: { why: 'Say more' } }));
  const view = await openForm();
  await rita.suggestions('person', 'Ty');
  rita.fill(view, { who: 'guid-1', why: 'x' });
  expect(await rita.submit()).toMatchObject({ ok: false, sent: true, errors: { why: 'Say more' } });
  expect(rita.openView()).toMatchObject({ id: view.id, errors: { why: 'Say more' } });
});

test.each(['late', 'wrong'] as const)(
  'an ack that comes %s leaves the modal open with an apology',
  async (kind) => {
    app.view('form', async ({ ack }) => {
      if (kind === 'wrong') await ack({ response_action: 'errors', errors: { nowhere: 'x' } });
    });
    const view = await openForm();
    await rita.suggestions('person', 'Ty');
    rita.fill(view, { who: 'guid-1', why: 'x' });
    const problem = kind === 'late' ? 'operation_timeout' : 'invalid_ack';
    expect(await rita.submit()).toMatchObject({ ok: false, problem });
    expect(rita.openView()?.errors).toEqual({ '': 'We had some trouble connecting. Try again?' });
  },
);

test('an ack can update the modal, push another and clear them all', async () => {
  const acks = [
    { response_action: 'update' as const, view: form('Second') },
    { response_action: 'push' as const, view: form('Third') },
    { response_action: 'clear' as const },
  ];
  app.view('form', async ({ ack }) => {
    const next = acks.shift();
    if (next !== undefined) await ack(next);
  });
  const titles: unknown[] = [];
  await openForm();
  for (let step = 0; step < 3; step += 1) {
    const view = rita.openView();
    if (view === null) throw new Error('No modal is open');
    await rita.suggestions('person', 'Ty');
    rita.fill(view, { who: 'guid-1', why: 'x' });
    await rita.submit();
    const shown = rita.openView()?.definition;
    titles.push(shown?.type === 'modal' ? shown.title.text : null);
  }
  expect(titles).toEqual(['Second', 'Third', null]);
});

test('an update with an old hash is refused, and what was typed stays through an update', async () => {
  const view = await openForm();
  rita.fill(view, { why: 'typed' });
  const { hash } = view;
  const update = () => app.client.views.update({ view_id: view.id, hash, view: form('Again') });
  expect(await errorOf(update())).toBe('none');
  expect(await errorOf(update())).toBe('hash_conflict');
  const answer = await app.client.views.update({ view_id: view.id, view: form('More') });
  expect(answer.view?.state).toMatchObject({ values: { why: { reason: { value: 'typed' } } } });
});

test('closing a modal tells the app that asked for it', async () => {
  const closed: string[] = [];
  app.view({ callback_id: 'form', type: 'view_closed' }, async ({ ack, view }) => {
    closed.push(view.id);
    await ack();
  });
  const view = await openForm();
  expect(await rita.closeView()).toMatchObject({ ok: true, sent: true });
  expect(closed).toEqual([view.id]);
  expect(rita.openView()).toBeNull();
});
