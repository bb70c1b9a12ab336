import { Worker } from 'node:worker_threads';

/**
 * Kills this process (SIGKILL) when its event loop has not turned for `limitMs`: the embedded engine spins for
 * ever when the disk is full in the wrong moment, and only a restart helps. Whoever runs the bot starts it
 * again; nothing committed is lost. Returns how to stop watching.
 */
export function watchEventLoop(limitMs: number): () => Promise<void> {
  const everyMs = Math.min(1_000, limitMs / 4);
  // How often it beat, how often to look, and after how many looks without a beat to end.
  const shared = new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT));
  shared.set([0, everyMs, Math.ceil(limitMs / everyMs)]);
  const worker = new Worker(new URL('watchdog-thread.ts', import.meta.url), {
    workerData: shared,
    execArgv: [],
  });
  worker.unref();
  const timer = setInterval(() => Atomics.add(shared, 0, 1), everyMs).unref();
  return async () => {
    clearInterval(timer);
    await worker.terminate();
  };
}
