import type { Workspace } from '../state/workspace.ts';

const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

// An e-mail address and a URL come first, so that the @ inside an address is not taken for a mention.
const PIECES =
  /(?<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)|(?<url>https?:\/\/[^\s,]+)|(?<domain>\b(?:[\w-]+\.)+(?:com|org|net|io|example)\b(?:\/[^\s,]*)?)|(?<sigil>[@#])(?=\S)/gu;

/**
 * What a person typed after a command, as an app with `should_escape` gets it: mentions, channels, addresses and
 * links in angle brackets, the three special characters escaped.
 * Source: https://docs.slack.dev/interactivity/implementing-slash-commands
 */
export function escapeTyped(workspace: Workspace, typed: string): string {
  const { habits } = workspace;
  let result = '';
  let rest = 0;
  for (const match of typed.matchAll(PIECES)) {
    if (match.index < rest) continue;
    const { email, url, domain, sigil } = match.groups ?? {};
    let length = match[0].length;
    let piece: string | undefined;
    if (email !== undefined) piece = habits.linksAddresses ? `<mailto:${email}|${email}>` : email;
    if (domain !== undefined) piece = habits.linksDomains ? `<http://${domain}|${domain}>` : domain;
    if (url !== undefined) piece = `<${escape(url)}>`;
    if (sigil !== undefined) {
      const after = typed.slice(match.index + 1).toLowerCase();
      const named = names(workspace, sigil).find(
        ([name]) => after.startsWith(name.toLowerCase()) && !/\w/.test(after.charAt(name.length)),
      );
      if (named === undefined) continue;
      length = named[0].length + 1;
      piece = named[1];
    }
    result += escape(typed.slice(rest, match.index)) + (piece ?? '');
    rest = match.index + length;
  }
  return result + escape(typed.slice(rest));
}

/** The people, groups or channels that a sigil can name, longest name first, with what they become. */
function names(workspace: Workspace, sigil: string): readonly (readonly [string, string])[] {
  const people = [...workspace.people.values()].flatMap((person) =>
    [person.id, person.name, person.handle].map(
      (name) => [name, `<@${person.id}|${person.handle}>`] as const,
    ),
  );
  const groups = [...workspace.userGroups.values()].map(
    (group) => [group.handle, `<!subteam^${group.id}|@${group.handle}>`] as const,
  );
  const channels = [...workspace.channels.values()].map(
    (channel) => [channel.name, `<#${channel.id}|${channel.isPrivate ? '' : channel.name}>`] as const,
  );
  const known = sigil === '@' ? [...people, ...groups] : channels;
  return known.toSorted((one, other) => other[0].length - one[0].length);
}
