import { z } from 'zod';

const requestId = z.string();

/** Work to do after a commit. Jobs of one name and request run one at a time. */
export const job = z.discriminatedUnion('name', [
  /** Carry the request out. `atOnce`: also what waits for its next try. */
  z.object({ name: z.literal('execute'), requestId, atOnce: z.boolean().exactOptional() }),
  /** Bring every message of the request in line with its state. `repair`: even if it seems to be. */
  z.object({ name: z.literal('notify'), requestId, repair: z.boolean().exactOptional() }),
  /** Post the audit lines that are due; `all`: what may wait too. */
  z.object({ name: z.literal('announce'), all: z.boolean().exactOptional() }),
  /** Post the head of the audit log on that day, such as `2026-11-22`; a day has one such job. */
  z.object({ name: z.literal('head'), day: z.string() }),
  /** Count what the people of a request hold. */
  z.object({ name: z.literal('impact'), requestId }),
  /** Ask further approvers too if nobody decided the request. */
  z.object({ name: z.literal('escalate'), requestId }),
  /** Let the request expire if nobody decided it. */
  z.object({ name: z.literal('expire'), requestId }),
]);
export type Job = Readonly<z.infer<typeof job>>;
export type JobName = Job['name'];

/** Every kind of job there is. */
export const jobNames = job.options.map(({ shape }) => shape.name.value);

/** A job to store. `startAfter`: not before this moment; without it at once. */
export type NewJob = { readonly job: Job; readonly startAfter?: Date };
