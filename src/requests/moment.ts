import { z } from 'zod';

/** A moment, as text inside JSON and as a Date in memory. */
export const moment = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});
