import { Worker } from 'node:worker_threads';

/**
 * Kills this process (SIGKILL) when its event loop has not turned for `limitMs`: the embedded engine spins for
 * ever when the disk is full in the wrong moment, and only a restart helps. Whoever runs the bot starts it
 * again; nothing committed is lost. Returns how to stop watching.
 */
export function watchEventLoop(limitMs: number): () => Promise<void> {
  const everyMs = Math.min(1_000, limitMs / 4);
  const beats = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const worker = new Worker(new URL('watchdog-thread.ts', import.meta.url), {
    workerData: { beats, everyMs, missesAllowed: Math.ceil(limitMs / everyMs) },
    execArgv: [],
  });
  worker.unref();
  const timer = setInterval(() => Atomics.add(beats, 0, 1), everyMs).unref();
  return async () => {
    clearInterval(timer);
    await worker.terminate();
  };
}
