import type { BotState, LogLine, StageState, TroubleName } from '../../demo/wire.ts';
import { h, keep, part, type Part } from '../dom/element.ts';
import { act, call } from '../server.ts';

/** What can be wrong, and with which of the two. */
const TROUBLES: Readonly<
  Record<TroubleName, readonly [where: 'both' | 'slack' | 'workfront', words: string]>
> = {
  none: ['both', 'Works'],
  slow: ['workfront', 'Slow: every answer takes 5 seconds'],
  throttled: ['both', 'Too busy: 429, come back in 5 seconds'],
  failing: ['both', 'Failing: 500'],
  'lost-answers': ['workfront', 'Loses its answer to the next change'],
  'log-in-expired': ['workfront', 'Does not accept the log-in any more: 401'],
  blocked: ['workfront', 'Out of reach behind an IP allow-list: a page with 403'],
  refusing: ['slack', 'Refuses to change messages'],
  'may-not-post': ['slack', 'Does not let the bot post: missing scope'],
};

const BOT: Readonly<Record<BotState, string>> = {
  running: 'Running',
  starting: 'Starting …',
  stopped: 'Not running',
  killed: 'Killed',
};

/** The tab with switches for trouble, to watch the bot recover. */
export const breaking = h('div.tab-body.stack');

/** Looks anew at what is broken. */
export async function renderBreak(): Promise<void> {
  const { bot, workfront, slack, lastLines } = await call<StageState>('stage', {});
  keep(breaking, [
    part('bot', bot, () => botSwitch(bot)),
    troubles('workfront', 'Workfront', workfront),
    troubles('slack', 'Slack', slack),
    part('log', lastLines.at(-1)?.number ?? 0, () => lastWords(lastLines)),
  ]);
}

function troubles(where: 'slack' | 'workfront', title: string, now: TroubleName): Part {
  const choices = Object.entries(TROUBLES).filter(([, [place]]) => place === 'both' || place === where);
  const choice = ([name, [, words]]: (typeof choices)[number]) => {
    const onchange = () => void act('trouble-now', { where, name });
    const id = `${where}-${name}`;
    const input = { id, type: 'radio', name: where, value: name, checked: name === now, onchange };
    return h('label.across', h('input', input), h('span', words));
  };
  return part(where, now, () => h('fieldset.stack', h('legend.label', title), choices.map(choice)));
}

function botSwitch(state: BotState): HTMLElement {
  const isUp = state === 'running' || state === 'starting';
  const kill = { id: 'kill', disabled: !isUp, onclick: () => void act('bot', { do: 'kill' }) };
  const start = { id: 'start', disabled: isUp, onclick: () => void act('bot', { do: 'start' }) };
  const tone = state === 'running' ? 'good' : 'bad';
  return h(
    'fieldset.stack',
    h('legend.label', 'The bot'),
    h('p', { role: 'status' }, h(`span.mark.${tone}`, BOT[state])),
    h(
      'p.across.wraps',
      h('button.button.danger', kill, 'Kill it (kill -9)'),
      h('button.button.primary', start, 'Start it'),
    ),
  );
}

function lastWords(lines: readonly LogLine[]): HTMLElement {
  const written = lines.map(({ at, level, message, fields }) => {
    const { state, event, requestId } = fields;
    const telling = [state, event, requestId].filter((value) => typeof value === 'string').join(' ');
    const time = h('time', new Date(at).toISOString().slice(11, 23));
    return h('li', { class: level }, time, ` ${level} ${message} `, h('strong', telling));
  });
  const title = h('h3.label', { id: 'log-title' }, 'Its last words');
  return h('section', { 'aria-labelledby': 'log-title' }, title, h('ol.log', written));
}
