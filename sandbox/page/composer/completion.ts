import type { Seen } from '../../slack/http/seen.ts';
import type { Line } from '../dom/listbox.ts';

export type Suggestion = Line & {
  /** The whole text of the composer once it is taken. */
  readonly text: string;
};

/** What could be meant by the text before the caret: a command at the start, a person or group after an @. */
export function suggest(text: string, seen: Seen): readonly Suggestion[] {
  if (/^\/\S*$/.test(text)) {
    return seen.commands
      .filter(({ command }) => command.startsWith(text) && command !== text)
      .map(({ command, description, usageHint }) => ({
        title: command,
        usage: usageHint ?? '',
        about: description ?? '',
        text: `${command} `,
      }));
  }
  const typed = /(?:^|[\s,])@([\p{L}\d._-]*)$/u.exec(text)?.[1];
  if (typed === undefined) return [];
  const start = text.slice(0, text.length - typed.length);
  const people = seen.people.map(({ name, handle, role }) => ({
    name,
    words: `${name} ${handle}`,
    about: role,
  }));
  const groups = seen.groups.map(({ handle }) => ({ name: handle, words: handle, about: 'user group' }));
  return [...people, ...groups]
    .filter(({ words }) =>
      words
        .toLowerCase()
        .split(' ')
        .some((word) => word.startsWith(typed.toLowerCase())),
    )
    .map(({ name, about }) => ({ title: `@${name}`, usage: '', about, text: `${start}${name} ` }));
}

/** How the command that is being typed goes on; null when none is. */
export function usageOf(text: string, seen: Seen): string | null {
  const command = /^(\/\S+)\s/.exec(text)?.[1];
  const known = seen.commands.find((one) => one.command === command);
  return known === undefined ? null : `${known.command} ${known.usageHint ?? ''}`.trim();
}
