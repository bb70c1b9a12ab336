import { randomUUID } from 'node:crypto';

import { webApi } from '@slack/bolt';

import type { Texts } from '../../i18n/en.ts';
import { WorkfrontFailure } from '../../requests/errors.ts';
import type { Policy } from '../../requests/policy.ts';
import type { Ports } from '../../requests/ports.ts';
import { Refusal } from '../../requests/refusal.ts';
import { permalink } from '../messenger.ts';
import type { Respond } from '../respond.ts';
import { link } from '../text.ts';
import { note, type Content } from '../views/blocks.ts';
import { refusalMessage } from '../views/refusal.ts';

export type ListenerDependencies = {
  readonly ports: Pick<Ports, 'store' | 'workfront' | 'people' | 'now' | 'newId' | 'readMoment'>;
  readonly policy: Policy;
  readonly texts: Texts;
  readonly respond: Respond;
  /** The workspace's address, for links to messages. */
  readonly workspaceUrl: string;
  readonly log: { warn(data: object, message: string): void; error(data: object, message: string): void };
  /** For the metrics: `ask`, `list` and so on. */
  readonly onCommand: (kind: string) => void;
};

/**
 * Runs what a command or click asks for, after its ack. Whatever goes wrong is told to that person, in
 * private, through `reply`: a refusal or a Workfront failure in plain words, a bug as an apology with a
 * reference that stands in the log too.
 */
export async function answering(
  dependencies: ListenerDependencies,
  reply: (content: Content) => Promise<void>,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const content = await explain(dependencies, error);
    try {
      await reply(content);
    } catch (failure) {
      dependencies.log.warn({ err: failure }, 'a private answer could not be delivered');
    }
  }
}

async function explain(dependencies: ListenerDependencies, error: unknown): Promise<Content> {
  const { texts, log } = dependencies;
  if (error instanceof Refusal) {
    const { because } = error;
    const openRequest =
      because.reason === 'open_request' ? await linkTo(dependencies, because.requestId) : '';
    return refusalMessage(because, texts, () => openRequest);
  }
  if (error instanceof WorkfrontFailure) {
    log.warn({ err: error }, 'Workfront could not be asked');
    if (error.code === 'forbidden') return note(texts.errors.directoryForbidden);
    const words: { readonly [code: string]: string } = texts.trouble;
    const why = words[error.code] ?? texts.trouble.other;
    // Waiting mends none of these.
    const needsSomebody = ['unauthenticated', 'misconfigured', 'blocked'].includes(error.code);
    return note(needsSomebody ? texts.errors.directoryBroken(why) : texts.errors.directory(why));
  }
  if (error instanceof webApi.WebAPIPlatformError && error.data.error === 'expired_trigger_id') {
    return note(texts.errors.tooSlow);
  }
  const reference = randomUUID().slice(0, 8);
  log.error({ err: error, reference }, 'unexpected failure while answering');
  return note(texts.errors.unexpected(reference));
}

async function linkTo(
  { ports, texts, workspaceUrl }: ListenerDependencies,
  requestId: string,
): Promise<string> {
  const messages = await ports.store.listMessages(requestId);
  const place = messages.find(({ kind }) => kind === 'confirm')?.place;
  return place ? link(permalink(workspaceUrl, place), texts.command.linkText) : `\`${requestId}\``;
}
