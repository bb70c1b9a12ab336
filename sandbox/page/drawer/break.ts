import type { BotState, LogLine, StageState, TroubleName } from '../../demo/wire.ts';
import { act } from '../act.ts';
import { h } from '../dom/element.ts';
import { keep, type Part } from '../dom/keyed.ts';
import { post } from '../server.ts';

type Trouble = readonly [TroubleName, string];

const WORKFRONT: readonly Trouble[] = [
  ['none', 'Works'],
  ['slow', 'Slow: every answer takes 5 seconds'],
  ['throttled', 'Too busy: 429, come back in 5 seconds'],
  ['failing', 'Failing: 500'],
  ['lost-answers', 'Loses its answer to the next change'],
  ['log-in-expired', 'Does not accept the log-in any more: 401'],
  ['blocked', 'Out of reach behind an IP allow-list: a page with 403'],
];

const SLACK: readonly Trouble[] = [
  ['none', 'Works'],
  ['throttled', 'Too busy: 429, come back in 5 seconds'],
  ['failing', 'Failing: 500'],
  ['refusing', 'Refuses to change messages'],
  ['may-not-post', 'Does not let the bot post: missing scope'],
];

const BOT: Readonly<Record<BotState, string>> = {
  running: 'Running',
  starting: 'Starting …',
  stopped: 'Not running',
  killed: 'Killed',
};

/** The fields that tell a line from another of its kind. */
const telling = (fields: LogLine['fields']) =>
  ['state', 'event', 'requestId']
    .flatMap((name) => (typeof fields[name] === 'string' ? [fields[name]] : []))
    .join(' ');

/** The tab with switches for trouble, to watch the bot recover. */
export function createBreak() {
  const element = h('div.tab-body');
  return {
    element,
    async render(): Promise<void> {
      const stage = await post<StageState>('stage', {});
      keep(element, [
        botPart(stage.bot),
        troubles('workfront', 'Workfront', WORKFRONT, stage.workfront),
        troubles('slack', 'Slack', SLACK, stage.slack),
        logPart(stage.lastLines),
      ]);
    },
  };
}

function troubles(
  where: 'slack' | 'workfront',
  title: string,
  all: readonly Trouble[],
  now: TroubleName,
): Part {
  const build = () =>
    h(
      'fieldset',
      h('legend', title),
      ...all.map(([name, words]) => {
        const onchange = () => void act('trouble-now', { where, name });
        const focus = `${where} ${name}`;
        const input = { type: 'radio', name: where, value: name, checked: name === now, onchange };
        return h('label', h('input', { ...input, 'data-focus': focus }), h('span', words));
      }),
    );
  return { key: where, signature: now, build };
}

function botPart(state: BotState): Part {
  const isUp = state === 'running' || state === 'starting';
  const kill = {
    type: 'button',
    class: 'button danger',
    disabled: !isUp,
    onclick: () => void act('bot', { do: 'kill' }),
  };
  const start = {
    type: 'button',
    class: 'button primary',
    disabled: isUp,
    onclick: () => void act('bot', { do: 'start' }),
  };
  const build = () =>
    h(
      'fieldset',
      h('legend', 'The bot'),
      h(
        'p',
        { role: 'status' },
        h('span', { class: state === 'running' ? 'mark good' : 'mark bad' }, BOT[state]),
      ),
      h(
        'p.links',
        h('button', { ...kill, 'data-focus': 'kill' }, 'Kill it (kill -9)'),
        h('button', { ...start, 'data-focus': 'start' }, 'Start it'),
      ),
    );
  return { key: 'bot', signature: state, build };
}

function logPart(lines: readonly LogLine[]): Part {
  const written = lines.map(({ at, level, message, fields }) =>
    h(
      'li',
      { class: level },
      h('time', new Date(at).toISOString().slice(11, 23)),
      ` ${level} ${message} `,
      h('strong', telling(fields)),
    ),
  );
  const build = () =>
    h(
      'section',
      { 'aria-labelledby': 'log-title' },
      h('h3', { id: 'log-title', class: 'label' }, 'Its last words'),
      h('ol.log', ...written),
    );
  return { key: 'log', signature: String(lines.at(-1)?.number), build };
}
