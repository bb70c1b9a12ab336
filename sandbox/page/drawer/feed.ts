import type { LogLine } from '../../demo/wire.ts';
import type { Exchange as SlackExchange } from '../../slack/traffic.ts';
import type { Exchange as WorkfrontExchange } from '../../workfront/traffic.ts';
import { get, post } from '../server.ts';
import type { Happening } from './story.ts';

const isWaiting = (exchange: SlackExchange) =>
  exchange.kind === 'payload' && exchange.ackMilliseconds === null && exchange.problem === null;

const after = (last: { readonly number: number } | undefined) => ({ after: last?.number ?? 0 });

/** Everything that happened, fetched piece by piece; the parts that the demo serves are left out without a demo. */
export function createFeed() {
  let slack: readonly SlackExchange[] = [];
  let workfront: readonly WorkfrontExchange[] = [];
  let log: readonly LogLine[] = [];
  let turn: Promise<unknown> = Promise.resolve();

  const fetchAll = async (hasDemo: boolean): Promise<readonly Happening[]> => {
    const waiting = slack.findIndex(isWaiting);
    const since = waiting < 0 ? slack.length : waiting;
    slack = [...slack.slice(0, since), ...(await get<readonly SlackExchange[]>(`traffic?since=${since}`))];
    if (hasDemo) {
      const [exchanges, lines] = await Promise.all([
        post<readonly WorkfrontExchange[]>('workfront-traffic', after(workfront.at(-1))),
        post<readonly LogLine[]>('bot-log', after(log.at(-1))),
      ]);
      workfront = [...workfront, ...exchanges];
      log = [...log, ...lines];
    }
    return [
      ...slack.map((exchange) => ({ from: 'slack', at: exchange.at, exchange }) as const),
      ...workfront.map((exchange) => ({ from: 'workfront', at: Date.parse(exchange.at), exchange }) as const),
      ...log.map((line) => ({ from: 'log', at: line.at, line }) as const),
    ];
  };

  return {
    /** One load at a time, so that no piece comes twice. */
    load(hasDemo: boolean): Promise<readonly Happening[]> {
      const next = turn.then(() => fetchAll(hasDemo));
      turn = next.catch(() => {});
      return next;
    },
    reset(): void {
      [slack, workfront, log] = [[], [], []];
    },
  };
}
