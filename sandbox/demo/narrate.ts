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

/** A message in a box, as a person sees it. */
export function box(message: Message): string {
  const lines = readable(plainText(message))
    .split('\n')
    .flatMap((line) => wrap(line, 92));
  return lines.map((line) => `    │ ${line}`).join('\n');
}

/** Says what happens, numbered. */
export function createNarrator(write: (text: string) => void) {
  let step = 0;
  return {
    step(text: string) {
      step += 1;
      write(`\n${step}. ${text}\n`);
    },
    show(text: string) {
      write(`${text}\n`);
    },
  };
}

function wrap(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    if (current !== '' && current.length + word.length + 1 > width) {
      lines.push(current);
      current = word;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  return [...lines, current];
}
