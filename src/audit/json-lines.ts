/** The log as JSON Lines, a row a line, and the way back: an exported file proves itself. */
import { z } from 'zod';

import { canonicalJson, isCanonical, type JsonValue, type SealedRow } from './chain.ts';
import { readPublicKey, type PublicKey } from './seal.ts';

/**
 * The line of a row, with its end. `data` is what its stored text says; `text` is there too where that is not
 * written as the bot writes it. `keys` are those whose public key goes into the lines that they sealed.
 */
export function jsonLine(row: SealedRow, keys: readonly PublicKey[]): string {
  const { number, at, event, requestId, actor, text, previousHash, hash, seal } = row;
  const key = keys.find(({ id }) => seal?.startsWith(`${id}:`));
  const line = {
    number,
    at: at.toISOString(),
    event,
    requestId,
    actor,
    ...(isCanonical(text) ? { data: JSON.parse(text) } : { data: null, text }),
    previousHash,
    hash,
    seal,
    ...(key && { publicKey: key.spki }),
  };
  return `${JSON.stringify(line)}\n`;
}

const exported = z.object({
  number: z.int(),
  at: z.iso.datetime().transform((text) => new Date(text)),
  event: z.string(),
  requestId: z.string().nullable(),
  actor: z.string().nullable(),
  // Handed on as it was read: zod would leave out a key such as `__proto__`.
  data: z.custom<JsonValue>(),
  text: z.string().optional(),
  previousHash: z.string(),
  hash: z.string(),
  // Exports of version 0.1.0 have neither.
  seal: z.string().nullable().default(null),
  publicKey: z.string().optional(),
});

/**
 * The row of a line, and the key that the line names. @throws when the line is none of an export, or was
 * written by another hand: with a key that stands twice, say.
 */
export function readJsonLine(line: string): { readonly row: SealedRow; readonly key: PublicKey | null } {
  const value: unknown = JSON.parse(line);
  if (JSON.stringify(value) !== line) throw new Error('it is not written as an export writes it');
  const { data, text = canonicalJson(data), publicKey, ...row } = exported.parse(value);
  return { row: { ...row, text }, key: publicKey === undefined ? null : readPublicKey(publicKey) };
}
