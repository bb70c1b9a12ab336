import type { LogLine } from '../../demo/wire.ts';
import type { Exchange as SlackExchange } from '../../slack/traffic.ts';
import type { Exchange as WorkfrontExchange } from '../../workfront/traffic.ts';
import { h, keep, part } from '../dom/element.ts';
import type { Viewer } from '../place.ts';
import { call } from '../server.ts';
import { renderHappening } from './rows.ts';
import { lastEpisode, tellStory, type Episode, type Happening } from './story.ts';

const FOLLOW = 'follow';
const END_PIXELS = 40;
const LEGEND =
  'Slack waits three seconds for each acknowledgement: the line in the bar. Open a row to see all of it; tokens and keys are masked.';

let slack: readonly SlackExchange[] = [];
let workfront: readonly WorkfrontExchange[] = [];
let log: readonly LogLine[] = [];
let turn: Promise<unknown> = Promise.resolve();
let viewer: Viewer | null = null;
let episodes: readonly Episode[] = [];

const select = h('select.field', { id: 'episode', onchange: draw });
const list = h('ol.stack');

/** The tab with what passed between Slack, the bot and Workfront for one request, in order. */
export const traffic = h(
  'div.tab-body.stack',
  h('label.label', { for: 'episode' }, 'Request'),
  select,
  h('p.note', LEGEND),
  list,
);

/** Forgets what passed: it is told anew by the next simulator. */
export function resetTraffic(): void {
  [slack, workfront, log] = [[], [], []];
}

/** Fetches what passed meanwhile, and shows it. */
export async function renderTraffic(now: Viewer): Promise<void> {
  viewer = now;
  // One load at a time, so that no piece comes twice.
  const next = turn.then(() => load(now.seen.controls.includes('bot-log')));
  turn = next.catch(() => {});
  episodes = tellStory(await next);
  offer();
  draw();
}

const isWaiting = (exchange: SlackExchange) =>
  exchange.kind === 'payload' && exchange.ackMilliseconds === null && exchange.problem === null;

const after = (last: { readonly number: number } | undefined) => ({ after: last?.number ?? 0 });

/** Everything that happened, fetched piece by piece; the parts that the demo serves are left out without a demo. */
async function load(hasDemo: boolean): Promise<readonly Happening[]> {
  const waiting = slack.findIndex(isWaiting);
  const since = waiting < 0 ? slack.length : waiting;
  slack = [...slack.slice(0, since), ...(await call<readonly SlackExchange[]>(`traffic?since=${since}`))];
  if (hasDemo) {
    const [exchanges, lines] = await Promise.all([
      call<readonly WorkfrontExchange[]>('workfront-traffic', after(workfront.at(-1))),
      call<readonly LogLine[]>('bot-log', after(log.at(-1))),
    ]);
    workfront = [...workfront, ...exchanges];
    log = [...log, ...lines];
  }
  return [
    ...slack.map((exchange) => ({ from: 'slack', at: exchange.at, exchange }) as const),
    ...workfront.map((exchange) => ({ from: 'workfront', at: Date.parse(exchange.at), exchange }) as const),
    ...log.map((line) => ({ from: 'log', at: line.at, line }) as const),
  ];
}

const option = (value: string, name: string) => part(value, name, () => h('option', { value }, name));

/** Offers the episodes, the newest first; a choice stays, and without one it is the episode in work. */
function offer(): void {
  const options = episodes.map(({ key, title, requestId }) =>
    option(key, requestId === null ? title : `${title} (${requestId})`),
  );
  const chosen = select.value;
  keep(select, [option(FOLLOW, 'The one in work now'), ...options.toReversed()]);
  if (episodes.some(({ key }) => key === chosen)) select.value = chosen;
}

/** Fills the list with the chosen episode; a reader at its end stays there. */
function draw(): void {
  const now = viewer;
  if (now === null) return;
  const { key, happenings } = episodes.find((one) => one.key === select.value) ??
    lastEpisode(episodes) ?? { key: '', happenings: [] };
  const start = happenings[0]?.at ?? 0;
  const parts = happenings.map((happening, index) =>
    part(`${key} ${keyOf(happening, index)}`, stateOf(happening), () =>
      renderHappening(happening, start, now),
    ),
  );
  const panel = traffic.parentElement;
  const below = panel === null ? 0 : panel.scrollHeight - panel.scrollTop - panel.clientHeight;
  const isAtEnd = panel !== null && panel.scrollTop > 0 && below < END_PIXELS;
  keep(list, parts);
  if (isAtEnd) panel.scrollTop = panel.scrollHeight;
}

function keyOf(happening: Happening, index: number): string {
  const { from, at } = happening;
  if (from === 'slack') return `slack ${at} ${index}`;
  return `${from} ${from === 'log' ? happening.line.number : happening.exchange.number}`;
}

/** What may still change about it. */
const stateOf = (happening: Happening) =>
  happening.from === 'slack' && happening.exchange.kind === 'payload'
    ? [happening.exchange.ackMilliseconds, happening.exchange.problem]
    : [];
