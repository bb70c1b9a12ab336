import type { LogLine } from '../../demo/wire.ts';
import type { Exchange as SlackExchange } from '../../slack/traffic.ts';
import type { Exchange as WorkfrontExchange } from '../../workfront/traffic.ts';
import { h, type Child } from '../dom/element.ts';
import { authorName, type Viewer } from '../place.ts';
import { typedCommand, type Happening } from './story.ts';

type Row = {
  readonly way: string;
  readonly tone: 'slack' | 'call' | 'workfront' | 'good';
  readonly title: Child;
  readonly outcome: Child;
  readonly below?: Child;
  readonly details: unknown;
};

const DEADLINE_MILLISECONDS = 3000;
/** The bar reaches a little beyond the line, so that a late answer shows. */
const BAR_MILLISECONDS = 3600;

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const part = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

const milliseconds = (value: number) => (value < 10 ? value.toFixed(1) : value.toFixed(0));

const mark = (words: string, tone: 'good' | 'bad' | 'off') => h(`span.mark.${tone}`, words);

/** How long the bot took to acknowledge, drawn against the three seconds that Slack allows. */
function ackBar(taken: number | null): HTMLElement {
  const value = Math.min(taken ?? BAR_MILLISECONDS, BAR_MILLISECONDS);
  const bar = h(`div.ack.${value < DEADLINE_MILLISECONDS ? 'good' : 'bad'}`, '3 s');
  bar.style.setProperty('--share', `${(100 * value) / BAR_MILLISECONDS}%`);
  return bar;
}

function clickWords(payload: Readonly<Record<string, unknown>>, viewer: Viewer): string {
  const who = authorName(viewer, text(part(payload['user'], 'id')));
  const actions: unknown = payload['actions'];
  const action: unknown = Array.isArray(actions) ? actions[0] : undefined;
  const label = text(part(part(action, 'text'), 'text')) || text(part(action, 'action_id'));
  const chosen = text(part(part(part(action, 'selected_option'), 'text'), 'text'));
  const verb = part(action, 'type') === 'button' ? 'clicked' : 'changed';
  const shortcut = `used the shortcut ${text(payload['callback_id'])}`;
  const did = new Map([
    ['block_actions', chosen === '' ? `${verb} ${label}` : `chose ${chosen}`],
    ['shortcut', shortcut],
    ['message_action', shortcut],
    ['view_submission', 'sent the form'],
    ['view_closed', 'closed the form'],
    ['block_suggestion', 'typed into a type-ahead'],
  ]).get(text(payload['type']));
  return did === undefined ? text(payload['type']) : `${who} ${did}`;
}

function payloadRow(exchange: Extract<SlackExchange, { kind: 'payload' }>, title: string): Row {
  const { ackMilliseconds: taken, problem, payload, ack } = exchange;
  const row = { way: 'Slack → bot', tone: 'slack', title, details: { payload, ack } } as const;
  if (problem !== null) return { ...row, outcome: mark(problem, 'bad'), below: ackBar(taken) };
  if (taken === null) return { ...row, outcome: mark('no answer yet', 'off') };
  return { ...row, outcome: mark(`acked in ${milliseconds(taken)} ms`, 'good'), below: ackBar(taken) };
}

function callRow(exchange: Extract<SlackExchange, { kind: 'call' }>, viewer: Viewer): Row {
  const { method, arguments: args, answer, status } = exchange;
  const isOk = part(answer, 'ok') === true;
  const error = status === null ? 'no answer' : text(part(answer, 'error')) || String(status);
  const channel = viewer.seen.channels.find(({ id }) => id === args['channel'])?.name;
  const place = channel === undefined ? 'a direct message' : `#${channel}`;
  const where = text(args['channel']) === '' || channel === 'directmessage' ? '' : ` in ${place}`;
  return {
    way: 'bot → Slack',
    tone: 'call',
    title: [h('code', method), where],
    // That somebody is not there is an answer, not a failure.
    outcome: isOk ? mark('ok', 'good') : mark(error, error.endsWith('_not_found') ? 'off' : 'bad'),
    details: { arguments: args, status, answer },
  };
}

const readJson = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
};

function workfrontRow(exchange: WorkfrontExchange): Row {
  const { method, path, status, note, milliseconds: taken, requestBody, responseBody } = exchange;
  const isGood = status !== null && status < 400;
  const [where, query] = decodeURIComponent(path).split('?');
  const sent = [query && `?${query}`, requestBody].filter(Boolean);
  return {
    way: 'bot → Workfront',
    tone: 'workfront',
    title: [
      h('code.method', method),
      ' ',
      h('code', where),
      sent.map((words) => h('div.note.query', h('code', words))),
    ],
    outcome: mark(`${status ?? 'no answer'} in ${milliseconds(taken)} ms`, isGood ? 'good' : 'bad'),
    below: note === null ? null : h('span.note', note),
    details: { query, request: readJson(requestBody), answer: readJson(responseBody) },
  };
}

function logRow({ message, fields, level }: LogLine): Row {
  const row = { way: 'bot', tone: 'good', details: fields } as const;
  if (message === 'request stored') {
    const version = h('span.note', `version ${String(fields['version'])}`);
    const title = ['Request is now ', h('strong', String(fields['state']))];
    return { ...row, way: 'store', title, outcome: version };
  }
  if (message === 'audit row') {
    const hash = h('code.note', String(fields['hash']).slice(0, 12));
    const title = [`Audit row #${String(fields['number'])} `, h('strong', String(fields['event']))];
    return { ...row, way: 'audit', title, outcome: hash };
  }
  const isBad = ['warn', 'error', 'fatal'].includes(level);
  return { ...row, title: message, outcome: mark(level, isBad ? 'bad' : 'off') };
}

function rowOf(happening: Happening, viewer: Viewer): Row {
  if (happening.from === 'log') return logRow(happening.line);
  if (happening.from === 'workfront') return workfrontRow(happening.exchange);
  const { exchange } = happening;
  if (exchange.kind === 'call') return callRow(exchange, viewer);
  return payloadRow(exchange, typedCommand(happening) ?? clickWords(exchange.payload, viewer));
}

/** One line of the story, which opens to show all of it; `start` is when the story began, in milliseconds. */
export function renderHappening(happening: Happening, start: number, viewer: Viewer): HTMLElement {
  const { way, tone, title, outcome, below, details } = rowOf(happening, viewer);
  const seconds = ((happening.at - start) / 1000).toFixed(2);
  const body = h('pre', { tabindex: '0', 'aria-label': 'Contents' });
  const ontoggle = () => {
    body.textContent = JSON.stringify(details, null, 2);
  };
  const summary = h(
    'summary',
    h('span.note', `+${seconds} s`),
    h('span.way', way),
    h('span.outcome', outcome),
    h('div.what', title),
    below && h('span.below', below),
  );
  return h(`li.happening.${tone}`, h('details', { ontoggle }, summary, body));
}
