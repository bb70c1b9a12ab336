/** The thread of watchdog.ts: it alone goes on when the main thread spins. It loads next to nothing, to stay small. */
import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';

const shared: unknown = workerData;
if (!(shared instanceof Int32Array))
  throw new TypeError('watchdog.ts gives the beats, and how to count them');
const beats = shared;
const [, everyMs = 0, missesAllowed = 0] = beats;

let last = Atomics.load(beats, 0);
let misses = 0;

// Counts its own turns instead of reading a clock: a machine that slept has missed none.
setInterval(() => {
  const now = Atomics.load(beats, 0);
  misses = now === last ? misses + 1 : 0;
  last = now;
  if (misses < missesAllowed) return;
  writeSync(2, 'The event loop has stood still for too long (is the disk full?). Ending this process.\n');
  process.kill(process.pid, 'SIGKILL');
}, everyMs);
