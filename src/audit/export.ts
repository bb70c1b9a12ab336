import type { AuditRow } from '../requests/audit.ts';

export const csvHeader =
  ['number', 'at', 'event', 'request', 'actor', 'data', 'previous_hash', 'hash'].join(',') + '\r\n';

/** One line of JSON Lines, with everything that is needed to verify the chain from the file alone. */
export function jsonLine(row: AuditRow): string {
  const { number, at, event, requestId, actor, data, previousHash, hash } = row;
  return `${JSON.stringify({ number, at: at.toISOString(), event, requestId, actor, data, previousHash, hash })}\n`;
}

/** One line of CSV (RFC 4180), in the order of `csvHeader`. */
export function csvLine(row: AuditRow): string {
  const { number, at, event, requestId, actor, text, previousHash, hash } = row;
  const cells = [String(number), at.toISOString(), event, requestId ?? '', actor ?? '', text];
  return `${[...cells, previousHash, hash].map(csvCell).join(',')}\r\n`;
}

/**
 * A cell that no spreadsheet takes for a formula: an apostrophe goes before the characters that start one
 * (https://owasp.org/www-community/attacks/CSV_Injection).
 */
export function csvCell(text: string): string {
  const harmless = /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
