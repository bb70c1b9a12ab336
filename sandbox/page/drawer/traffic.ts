import { h } from '../dom/element.ts';
import { keep } from '../dom/keyed.ts';
import type { Viewer } from '../viewer.ts';
import { createFeed } from './feed.ts';
import { renderHappening } from './rows.ts';
import { lastEpisode, tellStory, type Episode, type Happening } from './story.ts';

const FOLLOW = 'follow';
const END_PIXELS = 40;

const nameOf = ({ title, requestId }: Episode) => (requestId === null ? title : `${title} (${requestId})`);

const numberOf = (happening: Exclude<Happening, { readonly from: 'slack' }>) =>
  happening.from === 'log' ? happening.line.number : happening.exchange.number;

const signatureOf = (happening: Happening) =>
  happening.from === 'slack' && happening.exchange.kind === 'payload'
    ? `${happening.exchange.ackMilliseconds} ${happening.exchange.problem}`
    : '';

/** The tab with what passed between Slack, the bot and Workfront for one request, in order. */
export function createTraffic() {
  const feed = createFeed();
  let viewer: Viewer | null = null;
  let episodes: readonly Episode[] = [];
  const draw = () => {
    if (viewer !== null) fill(list, picker.chosenOf(episodes), viewer);
  };
  const picker = createPicker(draw);
  const list = h('ol.happenings');
  const label = h('label', { for: 'episode', class: 'label' }, 'Request');
  return {
    element: h('div.tab-body', label, picker.select, legend(), list),
    reset: () => feed.reset(),
    async render(now: Viewer): Promise<void> {
      viewer = now;
      episodes = tellStory(await feed.load(now.seen.controls.includes('bot-log')));
      picker.offer(episodes);
      draw();
    },
  };
}

function keyOf(happening: Happening, index: number): string {
  return happening.from === 'slack'
    ? `slack ${happening.at} ${index}`
    : `${happening.from} ${numberOf(happening)}`;
}

function legend(): HTMLElement {
  return h(
    'p.note',
    'Slack waits three seconds for each acknowledgement: the line in the bar. Open a row to see all of it; tokens and keys are masked.',
  );
}

/** The choice of an episode: the one in work unless a person chose another. */
function createPicker(onChange: () => void) {
  const select = h('select', { id: 'episode', class: 'field', onchange: onChange });
  let offered = '';
  return {
    select,
    offer(episodes: readonly Episode[]): void {
      const names = JSON.stringify(episodes.map((episode) => [episode.key, nameOf(episode)]));
      if (names === offered) return;
      offered = names;
      const chosen = select.value || FOLLOW;
      const options = episodes.map((episode) => h('option', { value: episode.key }, nameOf(episode)));
      select.replaceChildren(h('option', { value: FOLLOW }, 'The one in work now'), ...options.toReversed());
      select.value = options.some(({ value }) => value === chosen) ? chosen : FOLLOW;
    },
    chosenOf: (episodes: readonly Episode[]) =>
      episodes.find(({ key }) => key === select.value) ?? lastEpisode(episodes),
  };
}

/** Fills the list with an episode; a reader at its end stays there. */
function fill(list: HTMLElement, episode: Episode | undefined, viewer: Viewer): void {
  const start = episode?.happenings[0]?.at ?? 0;
  const parts = (episode?.happenings ?? []).map((happening, index) => ({
    key: `${episode?.key} ${keyOf(happening, index)}`,
    signature: signatureOf(happening),
    build: () => renderHappening(happening, start, viewer),
  }));
  const panel = list.closest('[role=tabpanel]');
  const below = panel === null ? 0 : panel.scrollHeight - panel.scrollTop - panel.clientHeight;
  const isAtEnd = panel !== null && panel.scrollTop > 0 && below < END_PIXELS;
  keep(list, parts);
  if (isAtEnd) panel.scrollTop = panel.scrollHeight;
}
