import type { PgBoss } from 'pg-boss';

/** How often a worker asks for jobs beside those that it is woken for: retries, and what waited for a date. */
const polling = { pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 2 };

/**
 * Takes jobs of the queue `name`, `most` at a time. A job that is stored wakes every worker of its queue, and each asks
 * the database for it. So at rest there is one, and while that has a job, another one waits.
 */
export async function startWorkers(queue: {
  readonly boss: PgBoss;
  readonly name: string;
  readonly most: number;
  /** May throw: the job is tried again. */
  readonly take: (data: unknown) => Promise<void>;
}): Promise<void> {
  const { boss, name, most, take } = queue;
  const all = new Set<string>();
  const busy = new Set<string>();
  const leaving = new Set<string>();
  const waiting = (): readonly string[] => [...all].filter((id) => !busy.has(id) && !leaving.has(id));
  const add = async (): Promise<void> => {
    let id = '';
    id = await boss.work<unknown>(name, polling, async ([job]) => {
      if (!job) return;
      busy.add(id);
      await haveOneWait();
      try {
        await take(job.data);
      } finally {
        busy.delete(id);
        // A worker takes one job a poll; woken, it looks for the next one at once, so a backlog drains fast.
        boss.notifyWorker(id);
        if (busy.size === 0) for (const other of waiting().filter((one) => one !== id)) void sendAway(other);
      }
    });
    all.add(id);
  };
  const haveOneWait = async (): Promise<void> => {
    if (waiting().length > 0 || all.size >= most) return;
    // Refused when pg-boss is stopping, and then nobody needs to wait.
    await add().catch(() => {});
  };
  const sendAway = async (id: string): Promise<void> => {
    leaving.add(id);
    // A job that it finds at this very moment it still runs.
    await boss.offWork(name, { id, wait: true });
    all.delete(id);
    leaving.delete(id);
    await haveOneWait();
    for (const other of waiting()) boss.notifyWorker(other);
  };
  await add();
}
