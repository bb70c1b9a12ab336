import { expect, test } from 'vitest';

import { lastEpisode, tellStory, type Happening } from '../../sandbox/page/drawer/story.ts';

const [first, second] = ['r7kq2m9x3ta', 'rhtvf24ttae'];

const command = (at: number, text: string): Happening => ({
  from: 'slack',
  at,
  exchange: {
    kind: 'payload',
    at,
    type: 'slash_commands',
    via: 'socket',
    payload: { command: '/wf-deactivate', text },
    ackMilliseconds: 5,
    ack: undefined,
    problem: null,
  },
});

const call = (at: number, args: Readonly<Record<string, unknown>>): Happening => ({
  from: 'slack',
  at,
  exchange: { kind: 'call', at, method: 'chat.postMessage', arguments: args, status: 200, answer: {} },
});

const line = (at: number, fields: Readonly<Record<string, unknown>>): Happening => ({
  from: 'log',
  at,
  line: { number: at, at, level: 'info', message: 'request stored', fields },
});

const told = (happenings: readonly Happening[]) =>
  tellStory(happenings).map(({ title, requestId, happenings: inside }) => [
    title,
    requestId,
    inside.map(({ at }) => at),
  ]);

test('a command opens an episode, which takes the first request that is named in it', () => {
  const story = told([
    call(1, { text: 'hello' }),
    command(2, '<mailto:jane@acme.example|jane@acme.example> reason: &lt;left&gt;'),
    call(3, {}),
    line(4, { requestId: first }),
    call(5, {}),
  ]);
  expect(story).toEqual([
    ['The bot starts', null, [1]],
    ['/wf-deactivate jane@acme.example reason: <left>', first, [2, 3, 4, 5]],
  ]);
});

test('a request that is named later takes the story back to its episode', () => {
  const story = told([
    command(1, 'one'),
    line(2, { requestId: first }),
    command(3, 'two'),
    line(4, { requestId: second }),
    call(5, { blocks: [{ value: first }] }),
    call(6, {}),
    line(7, { requestId: second }),
  ]);
  expect(story).toEqual([
    ['/wf-deactivate one', first, [1, 2, 5, 6]],
    ['/wf-deactivate two', second, [3, 4, 7]],
  ]);
});

test('a list of several requests belongs to the command that asked for it', () => {
  const story = told([
    command(1, 'one'),
    line(2, { requestId: first }),
    command(3, 'list'),
    call(4, { text: `${first} ${second}` }),
  ]);
  expect(story.at(-1)).toEqual(['/wf-deactivate list', null, [3, 4]]);
});

test('things are told in the order of time, wherever they were seen', () => {
  const story = tellStory([line(4, { requestId: first }), call(2, {}), command(1, 'one')]);
  expect(story[0]?.happenings.map(({ at }) => at)).toEqual([1, 2, 4]);
  expect(lastEpisode(story)?.requestId).toBe(first);
});
