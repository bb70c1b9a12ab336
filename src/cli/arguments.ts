/** The arguments are not understood; the message says which, and the nearest right form. */
export class ArgumentsError extends Error {
  override readonly name = 'ArgumentsError';
}

export type Values = Readonly<Record<string, string | undefined>>;

/**
 * The command that the arguments name, and the values of its options, `--name value` or `--name=value`.
 * `commands` lists the options of each command.
 * @throws ArgumentsError
 */
export function readArguments(
  args: readonly string[],
  commands: Readonly<Record<string, readonly string[]>>,
): { readonly command: string; readonly values: Values } {
  const [command = '', ...rest] = args;
  const options = commands[command];
  if (!options) {
    const what = command === '' ? 'A command is missing.' : `There is no command "${command}".`;
    throw new ArgumentsError(what + nearest(command, Object.keys(commands)));
  }
  const values: Record<string, string> = {};
  for (let at = 0; at < rest.length; at += 1) {
    const [name = '', ...parts] = (rest[at] ?? '').split('=');
    const option = options.find((one) => name === `--${one}`);
    if (!option) {
      const flags = options.map((one) => `--${one}`);
      throw new ArgumentsError(`${command} does not take "${name}".${nearest(name, flags)}`);
    }
    if (option in values) throw new ArgumentsError(`${name} stands twice.`);
    const value = parts.length > 0 ? parts.join('=') : rest[(at += 1)];
    if (!value || value.startsWith('--')) throw new ArgumentsError(`${name} needs a value.`);
    values[option] = value;
  }
  return { command, values };
}

/** The one that differs in few letters, as a question; else all of them. */
function nearest(typed: string, known: readonly string[]): string {
  const [best] = known
    .map((name) => ({ name, distance: distanceOf(typed, name) }))
    .toSorted((a, b) => a.distance - b.distance);
  if (!best) return ' It takes nothing.';
  const isNear = typed.length > 1 && best.distance <= Math.max(1, Math.floor(best.name.length / 3));
  return isNear ? ` Did you mean ${best.name}?` : ` Known: ${known.join(', ')}.`;
}

/** How many letters have to be added, left out or changed (Levenshtein). */
function distanceOf(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (const [at, letter] of from.split('').entries()) {
    const next = [at + 1];
    for (const [column, other] of to.split('').entries()) {
      const changed = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(changed, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
