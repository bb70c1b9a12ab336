import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

import { webApi } from '@slack/bolt';

import type { Texts } from '../../i18n/en.ts';
import { line, link, type Piece } from '../../i18n/line.ts';
import { StoreUnavailable, WorkfrontFailure } from '../../requests/errors.ts';
import type { Policy } from '../../requests/policy.ts';
import type { Ports } from '../../requests/ports.ts';
import { Refusal } from '../../requests/refusal.ts';
import type { Action, SlackUserId } from '../../requests/request.ts';
import type { ReadFile } from '../files.ts';
import { permalink } from '../messenger.ts';
import type { Direct, Respond } from '../respond.ts';
import { message, type Content } from '../views/blocks.ts';
import { refusalMessage } from '../views/refusal.ts';

export type ListenerDependencies = {
  readonly ports: Pick<Ports, 'store' | 'workfront' | 'people' | 'now' | 'newId' | 'readMoment'>;
  readonly policy: Policy;
  readonly texts: Texts;
  readonly respond: Respond;
  readonly direct: Direct;
  /** The workspace's address, for links to messages. */
  readonly workspaceUrl: string;
  readonly log: { warn(data: object, message: string): void; error(data: object, message: string): void };
  /** Null: the app may not read files, so none are asked for. */
  readonly readFile: ReadFile | null;
  /** For the metrics: `ask`, `list` and so on. */
  readonly onCommand: (kind: string) => void;
};

/** Who is answered, and what they did; `action`: of the command. */
export type Answered = {
  readonly user: SlackUserId;
  readonly did: 'command' | 'click';
  readonly action?: Action;
};

/**
 * Does what a command or click asks for. Whatever goes wrong is told to that person, in private, through
 * `reply`, as a direct message should that fail: a refusal or a failure of Workfront or the store in plain
 * words, a bug as an apology with a reference that stands in the log too. `refused`: it was a refusal, and why.
 */
export async function answering(
  dependencies: ListenerDependencies,
  who: Answered,
  reply: (content: Content, refused: Refusal | null) => Promise<void>,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const content = await explain(dependencies, who, error);
    try {
      await reply(content, error instanceof Refusal ? error : null);
    } catch (failure) {
      dependencies.log.warn({ err: failure }, 'a private answer could not be shown, so it goes as a message');
      await direct(dependencies, who.user, content);
    }
  }
}

/**
 * Answers in private: through the address of the command or click (`replace`: in the place of what was
 * clicked), and as a direct message when Slack does not take that. Never throws.
 */
export async function tell(
  dependencies: Pick<ListenerDependencies, 'respond' | 'direct' | 'log'>,
  to: { readonly user: SlackUserId; readonly responseUrl: string },
  content: Content,
  replace = false,
): Promise<void> {
  try {
    await dependencies.respond(to.responseUrl, content, replace);
  } catch (error) {
    dependencies.log.warn({ err: error }, 'a private answer could not be shown, so it goes as a message');
    await direct(dependencies, to.user, content);
  }
}

async function direct(
  dependencies: Pick<ListenerDependencies, 'direct' | 'log'>,
  user: SlackUserId,
  content: Content,
): Promise<void> {
  try {
    await dependencies.direct(user, content);
  } catch (error) {
    dependencies.log.warn({ err: error }, 'a private answer could not be delivered');
  }
}

/** Slack shows an error after 3 s without an acknowledgement; the rest is for the way there and back. */
const patienceMs = 2_000;

/**
 * Waits until a decision is stored or refused, so that it can be acknowledged as such: who sees a click
 * taken may rely on it, whatever happens to this process. False: that takes too long, acknowledge first.
 * https://docs.slack.dev/interactivity/handling-user-interaction#acknowledgment_response
 */
export async function isStoredSoon(decision: Promise<unknown>): Promise<boolean> {
  const late = wait(patienceMs, false, { ref: false });
  const settled = decision.then(
    () => true,
    () => true,
  );
  return Promise.race([settled, late]);
}

/** Says it in two seconds, unless what is given back was called before; that waits until it is said. */
export function sayIfSlow(say: () => Promise<void>): () => Promise<void> {
  let said = Promise.resolve();
  const timer = setTimeout(() => {
    said = say();
  }, patienceMs);
  return async () => {
    clearTimeout(timer);
    await said;
  };
}

/** A trigger that was too late, or that an answer which got lost had used. */
const spentTriggers: ReadonlySet<string> = new Set(['expired_trigger_id', 'exchanged_trigger_id']);

async function explain(
  dependencies: ListenerDependencies,
  { user, did, action }: Answered,
  error: unknown,
): Promise<Content> {
  const { texts, log } = dependencies;
  if (error instanceof Refusal) {
    const { because } = error;
    const openRequest =
      because.reason === 'open_request' ? await linkTo(dependencies, because.requestId) : '';
    return refusalMessage(because, texts, () => openRequest, user, action);
  }
  if (error instanceof StoreUnavailable) {
    log.error({ err: error }, 'the database is away');
    return message([texts.errors.storeAway[did]]);
  }
  if (error instanceof WorkfrontFailure) {
    log.warn({ err: error }, 'Workfront could not be asked');
    if (error.code === 'forbidden') return message([texts.errors.workfrontForbidden]);
    const words: { readonly [code: string]: string } = texts.trouble;
    const why = words[error.code] ?? texts.trouble.other;
    // Waiting mends none of these.
    const needsSomebody = ['unauthenticated', 'misconfigured', 'blocked'].includes(error.code);
    return message([needsSomebody ? texts.errors.workfrontBroken(why) : texts.errors.workfront(why)]);
  }
  if (error instanceof webApi.WebAPIPlatformError && spentTriggers.has(error.data.error)) {
    return message([texts.errors.tooSlow]);
  }
  const reference = randomUUID().slice(0, 8);
  log.error({ err: error, reference }, 'unexpected failure while answering');
  return message([texts.errors.unexpected(reference)]);
}

async function linkTo(
  { ports, texts, workspaceUrl }: ListenerDependencies,
  requestId: string,
): Promise<Piece> {
  const messages = await ports.store.listMessages(requestId);
  const place = messages.find(({ kind }) => kind === 'confirm')?.place;
  return place ? link(permalink(workspaceUrl, place), texts.command.linkText) : line`\`${requestId}\``;
}
