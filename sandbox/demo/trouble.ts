import type { TroubleRule as SlackTrouble } from '../slack/http/trouble.ts';
import type { SlackSandbox } from '../slack/sandbox.ts';
import type { WorkfrontSandbox } from '../workfront/start.ts';
import type { TroubleRule as WorkfrontTrouble } from '../workfront/trouble.ts';
import type { TroubleName } from './wire.ts';

/** Long enough to act in between, shorter than the bot's patience of ten seconds. */
const slowMilliseconds = 5000;

const inWorkfront: Readonly<Partial<Record<TroubleName, WorkfrontTrouble>>> = {
  slow: { effect: { kind: 'delay', milliseconds: slowMilliseconds } },
  throttled: { effect: { kind: 'status', status: 429, retryAfter: 5 } },
  failing: { effect: { kind: 'status', status: 500 } },
  'lost-answers': { match: { method: 'PUT' }, times: 1, effect: { kind: 'loseAnswer' } },
  'log-in-expired': { effect: { kind: 'status', status: 401 } },
  blocked: { effect: { kind: 'html', status: 403 } },
};

const inSlack: Readonly<Partial<Record<TroubleName, SlackTrouble>>> = {
  throttled: { effect: { kind: 'ratelimited', retryAfterSeconds: 5 } },
  failing: { effect: { kind: 'status', status: 500 } },
  refusing: { method: 'chat.update', effect: { kind: 'error', error: 'fatal_error' } },
  'may-not-post': { method: 'chat.postMessage', effect: { kind: 'error', error: 'missing_scope' } },
};

type Sandboxes = { readonly slack: SlackSandbox; readonly workfront: WorkfrontSandbox };

/** One trouble at a time in each of the two, by name; `set` throws for a name that this one does not know. */
export function createTroubles({ slack, workfront }: Sandboxes) {
  const now: { slack: TroubleName; workfront: TroubleName } = { slack: 'none', workfront: 'none' };
  return {
    now: () => now,
    set(where: 'slack' | 'workfront', name: TroubleName): void {
      if (where === 'slack') {
        slack.clearTrouble();
        if (name !== 'none') slack.trouble(known(inSlack[name], name));
      } else {
        workfront.clearTrouble();
        if (name !== 'none') workfront.trouble(known(inWorkfront[name], name));
      }
      now[where] = name;
    },
  };
}

function known<T>(rule: T | undefined, name: string): T {
  if (rule === undefined) throw new Error(`There is no trouble "${name}" here`);
  return rule;
}
