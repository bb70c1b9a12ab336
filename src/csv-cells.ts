/** What makes a table safe to open: nothing in it that a spreadsheet runs. */

/** A table begins with a byte order mark: Excel takes the file for another encoding without one. */
export const byteOrderMark = '\uFEFF';

/** A line (RFC 4180), every cell in quotes. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\r\n`;
}

/**
 * The characters that start a formula, wherever a cell could start: whoever opens the file with another
 * separator than the comma has cells begin in the middle of ours, with or without the quotes
 * (https://owasp.org/www-community/attacks/CSV_Injection). After a space they count if something follows at
 * once, so that a dash between words stays one.
 */
export const formulaStart =
  /(?<=(?:^|[^\p{L}\p{N} =+\-@＝＋－＠])\s*)[=+\-@＝＋－＠]|(?<=\s)[=+\-@＝＋－＠](?=\S)/gu;

/** The same text with an apostrophe before whatever could start a formula. */
export function harmless(text: string): string {
  return text.replaceAll(formulaStart, "'$&");
}
