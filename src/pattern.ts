import { runInNewContext } from 'node:vm';

const longest = 200;
const patienceMs = 500;

/**
 * What is wrong with a regular expression from the configuration, as the end of a sentence that starts with
 * its name; null: nothing. It is tried on text that is known to keep such expressions busy, so that one that
 * could stop the bot is refused here. That finds what people write by mistake; it proves nothing.
 */
export function checkPattern(text: string): string | null {
  if (text.length > longest) return `must have at most ${longest} characters`;
  try {
    RegExp(text, 'u');
  } catch {
    return 'must be a regular expression';
  }
  if (isNested(text)) return 'must not repeat what is repeated inside, as (a+)+ does: it can run for hours';
  try {
    // Only a context of its own can be given a time limit.
    const trial = '{ const tried = RegExp(text, "u"); for (const one of hard) tried.test(one); }';
    runInNewContext(trial, { text, hard: hardTexts(text) }, { timeout: patienceMs });
    return null;
  } catch {
    return 'must be simpler: it can run for hours';
  }
}

/** Whether something is repeated in a group that is repeated itself. */
function isNested(text: string): boolean {
  const groups: { holdsRepeat: boolean }[] = [];
  // Escapes and character classes are single characters here.
  const plain = text.replaceAll(/\\.|\[(?:\\.|[^\]\\])*\]/gu, 'a');
  for (const [sign, repeat] of plain.matchAll(/[()]([+*]|\{\d+,\d*\})?|([+*]|\{\d+,\d*\})/gu)) {
    if (sign === '(') {
      groups.push({ holdsRepeat: false });
      continue;
    }
    const closed = sign.startsWith(')') ? groups.pop() : undefined;
    if (closed?.holdsRepeat && repeat) return true;
    const around = groups.at(-1);
    const repeats = !sign.startsWith(')') || repeat !== undefined || closed?.holdsRepeat;
    if (around && repeats) around.holdsRepeat = true;
  }
  return false;
}

/** Long runs of what the expression may look for, which end so that nothing matches. */
function hardTexts(text: string): readonly string[] {
  const signs = new Set(Array.from(`${text}a0A -_`).filter((sign) => /[\p{L}\p{N} _-]/u.test(sign)));
  return [...signs].flatMap((sign) => [`${sign.repeat(40)}\u0000`, `${sign.repeat(500)}\u0000`]);
}
