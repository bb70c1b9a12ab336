import { approversGroup, channels, people } from '../acme.ts';
import { plainText } from '../slack/block-kit/plain-text.ts';
import type { Message } from '../slack/state/records.ts';

const names = new Map<string, string>([
  ...Object.values(people).map(({ id, name }) => [id, `@${name}`] as const),
  ...Object.values(channels).map(({ id, name }) => [id, `#${name}`] as const),
]);

const signs: Readonly<Record<string, string>> = {
  white_check_mark: '✓',
  x: '✗',
  mag: '…',
  hourglass_flowing_sand: '…',
  warning: '!',
};

/** Slack's markup as a terminal can show it: names, dates in UTC, no stars. */
export function readable(text: string): string {
  return text
    .replaceAll(/<[@#]([A-Z0-9]+)(?:\|[^>]*)?>/g, (all, id: string) => names.get(id) ?? all)
    .replaceAll(`<!subteam^${approversGroup.id}>`, `@${approversGroup.handle}`)
    .replaceAll(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replaceAll(/<[^|>]+\|([^>]*)>/g, '$1')
    .replaceAll(/:([a-z_]+):/g, (all, name: string) => signs[name] ?? all)
    .replaceAll(/(^|\s|\()\*([^*\n]+)\*/g, '$1$2')
    .replaceAll('`', '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** A message in a box, as a person sees it, its lines broken after at most 92 characters. */
export function box(message: Message): string {
  return readable(plainText(message))
    .split('\n')
    .flatMap((line) =>
      line
        .replaceAll(/(.{1,92})(?: |$)/g, '$1\n')
        .trimEnd()
        .split('\n'),
    )
    .map((line) => `    │ ${line}`)
    .join('\n');
}
