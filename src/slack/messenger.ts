import type { webApi } from '@slack/bolt';

import type { Texts } from '../i18n/en.ts';
import { link } from '../i18n/line.ts';
import { DeliveryError } from '../requests/errors.ts';
import type { Policy } from '../requests/policy.ts';
import type { MessageLocation, Messenger } from '../requests/ports.ts';
import type { Request } from '../requests/request.ts';
import { toDeliveryError, type SlackClients } from './client.ts';
import type { FilesOut } from './files-out.ts';
import type { Respond } from './respond.ts';
import { submittedAnswer } from './views/answers.ts';
import { auditPost } from './views/audit-line.ts';
import { message, note, type Content } from './views/blocks.ts';
import type { CardFacts } from './views/card-facts.ts';
import { confirmMessage, placeholder } from './views/confirm.ts';
import { peopleTable } from './views/people-table.ts';
import {
  escalation,
  leftOutMessage,
  pausedNote,
  reminder,
  resultMessage,
  stuckMessage,
} from './views/result.ts';
import { resultsTable } from './views/results-table.ts';
import { handOverTable, takenOverMessage } from './views/taken-over.ts';

export type MessengerOptions = {
  readonly clients: Pick<SlackClients, 'writer'>;
  readonly respond: Respond;
  readonly approvalChannel: string;
  readonly auditChannel: string;
  /** The workspace's address, as auth.test tells it, such as `https://acme.slack.com/`. */
  readonly workspaceUrl: string;
  readonly texts: Texts;
  readonly policy: CardFacts['policy'] & Pick<Policy, 'hourlyLimit'>;
  readonly now: () => Date;
  /** Null: the app may give no files to Slack. */
  readonly files: FilesOut | null;
  /** Called with Slack's error code for every message it did not take. */
  readonly onFailure: (code: string) => void;
};

/** The messages of the bot; each method makes one attempt. */
export function createMessenger(options: MessengerOptions): Messenger {
  const { texts, workspaceUrl, policy } = options;
  const facts = (back?: readonly string[]): CardFacts => ({
    texts,
    policy,
    now: options.now(),
    ...(back && { back }),
  });
  const { chat } = options.clients.writer;
  const post = async (channel: string, content: Content, thread?: string): Promise<MessageLocation> => {
    const where = thread === undefined ? { channel } : { channel, thread_ts: thread };
    const sent = await callSlack(options, 'chat.postMessage', () =>
      chat.postMessage({ ...quiet, ...where, ...content }),
    );
    if (!sent.channel || !sent.ts) throw new DeliveryError('no_location', { permanent: false });
    return { channel: sent.channel, ts: sent.ts };
  };
  const urlOf = (at: MessageLocation | null) => at && permalink(workspaceUrl, at);
  const result = (request: Request, confirm: MessageLocation | null, back: readonly string[]) =>
    resultMessage(request, urlOf(confirm), texts, options.now(), back);
  const linkTo = (at: MessageLocation | null) =>
    at && link(permalink(workspaceUrl, at), texts.command.linkText);
  return {
    postPlaceholder: (request) => post(options.approvalChannel, placeholder(request, facts())),
    async showRequest(at, request, back) {
      await callSlack(options, 'chat.update', () =>
        chat.update({ ...at, ...confirmMessage(request, facts(back)) }),
      );
    },
    async remove(at) {
      await callSlack(options, 'chat.delete', () => chat.delete({ ...at }));
    },
    async answerRequester(request, confirm) {
      const content = submittedAnswer(request, linkTo(confirm), texts);
      if (!request.responseUrl) return null;
      try {
        await options.respond(request.responseUrl, content);
        return null;
      } catch (error) {
        if (!(error instanceof DeliveryError)) throw error;
        // Too old, or used up: the direct message does not depend on it.
        return post(request.requester, content);
      }
    },
    async tellDelayed({ id, responseUrl }) {
      if (responseUrl) await options.respond(responseUrl, message([texts.delayed(id)]));
      return null;
    },
    tellStuck: (request, confirm) =>
      post(request.requester, stuckMessage(request, urlOf(confirm), texts, options.now())),
    tellResult: (request, confirm) => post(request.requester, result(request, confirm, [])),
    async showResult(at, request, confirm, back) {
      const content = result(request, confirm, back);
      await callSlack(options, 'chat.update', () => chat.update({ ...at, ...content }));
    },
    remind: (request, confirm, approvers) =>
      post(confirm.channel, reminder(request, approvers, texts), confirm.ts),
    async postAuditLines(lines, known) {
      const { content, count } = auditPost(lines, known, texts);
      await post(options.auditChannel, content);
      return count;
    },
    takesFiles: options.files !== null,
    async uploadPeople(request) {
      const { list } = texts.people;
      return countFailures(options, () =>
        filesOf(options).upload(list.name(request.id), peopleTable(request, texts)),
      );
    },
    async uploadResults(request) {
      const { table } = texts.people;
      return countFailures(options, () =>
        filesOf(options).upload(table.name(request.id), resultsTable(request, texts)),
      );
    },
    async uploadHandOver(request, items) {
      const { table } = texts.holdings;
      return countFailures(options, () =>
        filesOf(options).upload(table.name(request.id), handOverTable(request, items, texts)),
      );
    },
    async shareTable({ id }, kind, fileId, confirm) {
      const titled = {
        people: texts.people.list,
        results: texts.people.table,
        handed_over: texts.holdings.table,
      };
      await countFailures(options, () => filesOf(options).share(fileId, titled[kind].title(id), confirm));
    },
    tellNoTable: (_request, kind, { channel, ts }) =>
      post(channel, message([texts.people.noTable[kind]]), ts),
    tellTakenOver: (request, { account, ...taken }) => post(account, takenOverMessage(request, taken, texts)),
    async tellLeftOut(request, confirm, at) {
      const content = leftOutMessage(request, urlOf(confirm), texts);
      if (!at) return post(request.requester, content);
      await callSlack(options, 'chat.update', () => chat.update({ ...at, ...content }));
      return at;
    },
    askFurther: (request, confirm, approvers) =>
      post(confirm.channel, escalation(request, approvers, texts), confirm.ts),
    tellPaused: (request, confirm, approvers) =>
      post(confirm.channel, pausedNote(request, policy.hourlyLimit, approvers, texts), confirm.ts),
    postAuditHead: ({ number, hash, sealedFrom, key }) => {
      const head = texts.audit.head(number, `${number}:${hash}`);
      const seals = key === null ? '' : ` ${texts.audit.seals(sealedFrom ?? number + 1, key.id, key.spki)}`;
      return post(options.auditChannel, note(head + seals));
    },
  };
}

/** A message's address. https://docs.slack.dev/reference/methods/chat.getPermalink */
export function permalink(workspaceUrl: string, { channel, ts }: MessageLocation): string {
  return new URL(`archives/${channel}/p${ts.replace('.', '')}`, workspaceUrl).href;
}

/** No previews of links that other people's text may hold. */
const quiet = { unfurl_links: false, unfurl_media: false } as const;

function filesOf({ files }: Pick<MessengerOptions, 'files'>): FilesOut {
  if (files) return files;
  throw new DeliveryError('missing_scope', { permanent: true });
}

async function countFailures<T>(
  { onFailure }: Pick<MessengerOptions, 'onFailure'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DeliveryError) onFailure(error.code);
    throw error;
  }
}

async function callSlack<T extends webApi.WebAPICallResult>(
  options: Pick<MessengerOptions, 'onFailure'>,
  method: Parameters<typeof toDeliveryError>[1],
  call: () => Promise<T>,
): Promise<T> {
  return countFailures(options, async () => {
    try {
      return await call();
    } catch (error) {
      throw toDeliveryError(error, method);
    }
  });
}
