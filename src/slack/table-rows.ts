import { Readable } from 'node:stream';
import { setImmediate as othersFirst } from 'node:timers/promises';

import { CsvError, parse } from 'csv-parse';
import { z } from 'zod';

/** A row that is not empty, and the line of the file on which it begins. */
export type Row = { readonly cells: readonly string[]; readonly line: number };

/** Not to go on with: a quote is open at the end, which then took the rest of the file with it. */
export class QuoteNotClosed extends Error {
  override readonly name = 'QuoteNotClosed';
}

/** What Excel writes in the West, in Japan, in Korea and in Taiwan where it is not told to write Unicode. */
const regional = ['windows-1252', 'shift_jis', 'euc-kr', 'big5'] as const;

/**
 * UTF-8 or UTF-16 by their marks; without one UTF-8 where that fits, UTF-16 where every other byte is zero, and
 * else the first of Excel's own codes in which the text can be read as is known, or the one of the West.
 */
export function decoded(bytes: Uint8Array, isKnown: (text: string) => boolean): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const start = bytes.subarray(0, 200);
  const zeros = [0, 1].map((parity) => start.filter((byte, at) => at % 2 === parity && byte === 0).length);
  const [even = 0, odd = 0] = zeros;
  if (odd > start.length / 4 && even === 0) return new TextDecoder('utf-16le').decode(bytes);
  if (even > start.length / 4 && odd === 0) return new TextDecoder('utf-16be').decode(bytes);
  const unicode = decodedAs('utf-8', bytes);
  if (unicode !== null) return unicode;
  const texts = regional.flatMap((code) => decodedAs(code, bytes) ?? []);
  return texts.find(isKnown) ?? texts[0] ?? '';
}

/** Null: the bytes are in another code. */
function decodedAs(code: 'utf-8' | (typeof regional)[number], bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(code, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** `lines`: the line on which the row ends. */
const rowShape = z.object({ record: z.array(z.string()), info: z.object({ lines: z.int() }) });

/** Rows one after the other, without the empty ones. `quote`: null where quotes are no signs. @throws QuoteNotClosed */
export async function* rowsOf(text: string, delimiter: string, quote: '"' | null): AsyncGenerator<Row> {
  const parser = Readable.from(pieces(text)).pipe(
    parse({
      bom: true,
      delimiter,
      record_delimiter: '\n',
      quote,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    }),
  );
  try {
    for await (const read of parser) {
      const { record, info } = rowShape.parse(read);
      const cells = record.map((cell) => cleaned(quote === null ? cell.replaceAll('"', '') : cell));
      const inside = record.join('').split('\n').length - 1;
      if (cells.some((cell) => cell !== '')) yield { cells, line: info.lines - inside };
    }
  } catch (error) {
    throw error instanceof CsvError ? new QuoteNotClosed(error.message, { cause: error }) : error;
  }
}

/** Without what nobody sees, which would keep an address from being found; joiners belong to names. */
function cleaned(cell: string): string {
  return cell
    .replaceAll(/(?![\u200C\u200D])\p{Cf}/gu, '')
    .normalize('NFC')
    .trim();
}

/** A file is read from memory, so it would be read to its end before anything else gets its turn. */
async function* pieces(text: string): AsyncGenerator<string> {
  const size = 16_384;
  for (let at = 0; at < text.length; at += size) {
    yield text.slice(at, at + size);
    await othersFirst();
  }
}
