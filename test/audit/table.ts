/** Reads what RFC 4180 says, where every cell is in quotes. */
export function cellsOf(text: string): readonly (readonly string[])[] {
  const lines: string[][] = [[]];
  for (const [whole, cell = '', end] of text.matchAll(/"((?:[^"]|"")*)"(,|\r\n)|[^]/g)) {
    if (end === undefined) throw new Error(`${JSON.stringify(whole)} stands outside of quotes`);
    lines.at(-1)?.push(cell.replaceAll('""', '"'));
    if (end !== ',') lines.push([]);
  }
  return lines.slice(0, -1);
}

/** What a spreadsheet makes of a cell that starts here: it drops spaces and quotes before it looks. */
export function startsFormula(cell: string): boolean {
  return /^[\s"]*[=+\-@＝＋－＠]/.test(cell);
}
