import type { LogLine } from '../../demo/wire.ts';
import type { Exchange as SlackExchange } from '../../slack/traffic.ts';
import type { Exchange as WorkfrontExchange } from '../../workfront/traffic.ts';
import { unescape } from '../text/mrkdwn.ts';

/** One thing that happened, wherever it was seen; `at` in milliseconds. */
export type Happening =
  | { readonly from: 'slack'; readonly at: number; readonly exchange: SlackExchange }
  | { readonly from: 'workfront'; readonly at: number; readonly exchange: WorkfrontExchange }
  | { readonly from: 'log'; readonly at: number; readonly line: LogLine };

/** What came of one slash command. */
export type Episode = {
  readonly key: string;
  readonly title: string;
  requestId: string | null;
  readonly happenings: Happening[];
};

const readable = (text: string) => unescape(text.replaceAll(/<[^|>]+\|([^>]+)>/g, '$1'));

/** The command that a person typed, when this is one. */
export function typedCommand(happening: Happening): string | null {
  if (happening.from !== 'slack' || happening.exchange.kind !== 'payload') return null;
  const { type, payload } = happening.exchange;
  return type === 'slash_commands'
    ? readable(`${String(payload['command'])} ${String(payload['text'])}`).trim()
    : null;
}

/** The one request that this names; null when it names none or several. */
function namedRequest(happening: Happening): string | null {
  const text = JSON.stringify(happening.from === 'log' ? happening.line.fields : happening.exchange);
  const ids = new Set(text.match(/\br[2-9a-hjkmnp-z]{10}\b/g));
  const [id] = ids;
  return ids.size === 1 && id !== undefined ? id : null;
}

/**
 * Sorts what happened into episodes, in order. A slash command opens one; a request's id takes the story back to
 * where that request belongs; what names nothing belongs to whatever was going on.
 */
export function tellStory(happenings: readonly Happening[]): readonly Episode[] {
  let current: Episode = { key: 'start', title: 'The bot starts', requestId: null, happenings: [] };
  const episodes = [current];
  for (const happening of happenings.toSorted((one, other) => one.at - other.at)) {
    const command = typedCommand(happening);
    const id = namedRequest(happening);
    const known = id === null ? undefined : episodes.find(({ requestId }) => requestId === id);
    if (command !== null) {
      current = { key: `${happening.at}`, title: command, requestId: null, happenings: [] };
      episodes.push(current);
    } else if (known !== undefined) current = known;
    else if (id !== null && current.requestId === null && current.key !== 'start') current.requestId = id;
    current.happenings.push(happening);
  }
  return episodes.filter((episode) => episode.happenings.length > 0);
}

/** The episode in which something happened last. */
export function lastEpisode(episodes: readonly Episode[]): Episode | undefined {
  const end = (episode: Episode) => episode.happenings.at(-1)?.at ?? 0;
  return episodes.toSorted((one, other) => end(one) - end(other)).at(-1);
}
