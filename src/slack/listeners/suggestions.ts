import { setTimeout as wait } from 'node:timers/promises';

import type { AllMiddlewareArgs, SlackOptionsMiddlewareArgs, types } from '@slack/bolt';

import type { Texts } from '../../i18n/en.ts';
import { WorkfrontFailure } from '../../requests/errors.ts';
import { Refusal } from '../../requests/refusal.ts';
import type { SlackUserId, WorkfrontUser } from '../../requests/request.ts';
import { suggestPeople } from '../../usecases/suggest-people.ts';
import { actionIn, suggestionPayload } from '../payloads.ts';
import { managerOption, personOption } from '../views/form.ts';
import type { ListenerDependencies } from './answering.ts';

type OptionsArgs = SlackOptionsMiddlewareArgs<'block_suggestion'> & AllMiddlewareArgs;

/** Slack waits three seconds and asks no more after that; the rest is for the way there and back. */
const patienceMs = 2_400;
/** Who types on within this time is not looked up for. */
const pauseMs = 120;
/** How long an answer is good for the same letters, as somebody who deletes a letter types them again. */
const keptMs = 30_000;

/** What Slack asks for itself in the field of the leavers. */
const fewestLetters = 2;

type Options = readonly types.PlainTextOption[];

/**
 * The people for the letters typed so far. The look-up of an older keystroke is given up, and what is not there in
 * time is none: Slack takes no late answer.
 * https://docs.slack.dev/reference/block-kit/block-elements/multi-select-menu-element#external_multi_select
 */
export function onSuggestions(
  dependencies: ListenerDependencies,
  forWhom: 'leaver' | 'successor' = 'leaver',
) {
  const newest = new Map<SlackUserId, AbortController>();
  const kept = new Map<string, { readonly until: number; readonly options: Options }>();
  return async ({ ack, body }: OptionsArgs): Promise<void> => {
    const { user, value, view } = suggestionPayload.parse(body);
    const action = actionIn(view?.private_metadata);
    const { texts } = dependencies;
    const key = JSON.stringify([user.id, action, value.trim().toLowerCase()]);
    newest.get(user.id)?.abort();
    const older = new AbortController();
    newest.set(user.id, older);
    const signal = AbortSignal.any([older.signal, AbortSignal.timeout(patienceMs)]);
    const now = performance.now();
    for (const [old, { until }] of kept) if (until < now) kept.delete(old);
    const known = kept.get(key);
    const given = async (): Promise<Options> => {
      await wait(pauseMs, undefined, { signal });
      const input = { action, actor: user.id, typed: value, signal };
      const found =
        value.trim().length < fewestLetters
          ? []
          : await suggestPeople(dependencies.ports, dependencies.policy, input);
      const options =
        forWhom === 'leaver'
          ? found.map(({ user: one, mark }) => personOption(one, mark, texts))
          : [managerOption(texts), ...found.map(({ user: one }) => successorOption(one, texts))].slice(
              0,
              100,
            );
      kept.set(key, { until: performance.now() + keptMs, options });
      return options;
    };
    const options = known?.options ?? (await orNone(given(), signal, dependencies));
    if (newest.get(user.id) === older) newest.delete(user.id);
    await ack({ options: [...options] });
  };
}

function successorOption(user: WorkfrontUser, texts: Texts): types.PlainTextOption {
  return personOption(user, user.isActive ? null : 'inactive', texts);
}

async function orNone(
  given: Promise<Options>,
  signal: AbortSignal,
  { log }: Pick<ListenerDependencies, 'log'>,
): Promise<Options> {
  const tooLate = new Promise<Options>((resolve) => {
    signal.addEventListener('abort', () => resolve([]), { once: true });
  });
  const orNothing = given.catch((error: unknown): Options => {
    const isExpected = error instanceof Refusal || error instanceof WorkfrontFailure || signal.aborted;
    if (!isExpected) log.error({ err: error }, 'unexpected failure while looking for people');
    return [];
  });
  return Promise.race([orNothing, tooLate]);
}
