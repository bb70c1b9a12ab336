/** What is odd about a name or an address, since with it one can be made to look like another. */
export type Oddity = 'invisible' | 'mixed';

/** Where an invisible character belongs to the script or the emoji around it. https://unicode.org/reports/tr51/ */
const wanted =
  /(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\u{FE0F}])[\u{FE0F}\u{200D}]|(?<=[\p{sc=Arabic}\p{sc=Devanagari}\p{sc=Bengali}\p{sc=Tamil}\p{sc=Sinhala}]\p{M}*)[\u{200C}\u{200D}](?=\p{L})|(?<=\p{sc=Han})[\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}]/gu;
const breaks = /[\t\n\v\f\r\u{85}\p{Zl}\p{Zp}]+/gu;
const unseen = /[\p{Cc}\p{Default_Ignorable_Code_Point}\p{Cf}\u{2800}]/u;

/**
 * The text with what cannot be seen in it written out, such as `[U+200B]`: controls, zero-width characters, marks
 * that turn the direction of text (https://unicode.org/reports/tr9/). A run of one of them is written once.
 */
export function seen(text: string): string {
  if (!unseen.test(text)) return text;
  const kept = new Set([...text.matchAll(wanted)].map(({ index }) => index));
  let shown = '';
  let before = '';
  let index = 0;
  for (const character of text) {
    const isHidden = unseen.test(character) && !kept.has(index);
    if (!isHidden) shown += character;
    else if (character !== before) shown += codeOf(character);
    before = isHidden ? character : '';
    index += character.length;
  }
  return shown;
}

/** One line: line breaks become spaces, and what cannot be seen is written out. */
export function oneLine(text: string): string {
  return seen(text.replaceAll(breaks, ' ')).trim();
}

/** Alphabets with letters that are taken for each other's. https://unicode.org/reports/tr39/#Mixed_Script_Detection */
const alphabets = [
  /\p{sc=Latin}/u,
  /\p{sc=Cyrillic}/u,
  /\p{sc=Greek}/u,
  /\p{sc=Armenian}/u,
  /\p{sc=Cherokee}/u,
  /\p{sc=Coptic}/u,
];

/** What is odd about a person's name and address, to be told to whoever decides or chooses. */
export function odditiesOf({
  name,
  email,
}: {
  readonly name: string;
  readonly email: string;
}): readonly Oddity[] {
  const found: Oddity[] = [];
  if ([name, email].some((text) => seen(text) !== text)) found.push('invisible');
  if ([name, ...email.split('@')].some(isMixed)) found.push('mixed');
  return found;
}

function isMixed(text: string): boolean {
  return alphabets.filter((letters) => letters.test(text)).length > 1;
}

function codeOf(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return `[U+${code.padStart(4, '0')}]`;
}
