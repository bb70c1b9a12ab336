import { channels } from '../../../sandbox/acme.ts';
import { interactives } from '../../../sandbox/slack/block-kit/blocks.ts';
import { plainText } from '../../../sandbox/slack/block-kit/plain-text.ts';
import type { SlackSandbox } from '../../../sandbox/slack/sandbox.ts';
import type { Message, MessageContent } from '../../../sandbox/slack/state/records.ts';
import type { FinalState } from '../../../src/requests/request.ts';
import { actions } from '../../../src/slack/ids.ts';

const known = new WeakMap<MessageContent, string>();

/** What a person reads. Asked often, of messages that do not change: an edit makes a new one. */
function words(content: MessageContent): string {
  const before = known.get(content);
  if (before !== undefined) return before;
  const read = plainText(content);
  known.set(content, read);
  return read;
}

const idForm = /\br[2-9a-hjkmnp-z]{10}\b/u;

/** The id of the request that a message is about, or null. */
export function requestIdIn(content: MessageContent): string | null {
  return idForm.exec(words(content))?.[0] ?? null;
}

/** Whether a message, as it is or was, has this button. */
export function hasButton(content: MessageContent, actionId: string): boolean {
  return interactives(content.blocks).some((one) => one.actionId === actionId);
}

/** Messages in the approval channel that can be decided now. */
export function openMessages(slack: SlackSandbox): readonly Message[] {
  return slack
    .messages(channels.approvals.id)
    .filter((message) => !message.deleted && hasButton(message, actions.approve));
}

/** Every message about requests in the approval channel, with whatever it said before; by request. */
export function messagesByRequest(slack: SlackSandbox): ReadonlyMap<string, readonly Message[]> {
  const about = new Map<string, Message[]>();
  for (const message of slack.messages(channels.approvals.id)) {
    const id = message.threadTs === null ? requestIdIn(message) : null;
    if (id !== null) about.set(id, [...(about.get(id) ?? []), message]);
  }
  return about;
}

/** All that a message said, oldest first. */
export function versionsOf(message: Message): readonly MessageContent[] {
  return [...message.history, message];
}

const marks: Readonly<Record<FinalState, RegExp>> = {
  done: /(?:confirmed by Workfront|was (?:in)?active already)/u,
  failed: /^Not (?:de|re)activated:/u,
  denied: /Denied by <@/u,
  expired: /Nobody decided in time/u,
  cancelled: /Withdrawn by <@/u,
};

/** What a message says about its request: `open` while it has not ended. */
export function stateShown(content: MessageContent): FinalState | 'open' {
  for (const [state, mark] of Object.entries(marks)) {
    if (isFinalState(state) && mark.test(words(content))) return state;
  }
  return 'open';
}

function isFinalState(state: string): state is FinalState {
  return Object.hasOwn(marks, state);
}

/** How many private answers about its request each one got. */
export function answersByRequest(slack: SlackSandbox, requesters: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const requester of requesters) {
    for (const message of slack.person(requester).sees()) {
      const id = message.text.startsWith('Sent to the approvers') ? requestLinkedIn(slack, message) : null;
      if (id !== null) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  }
  return counts;
}

/** The request whose card a private answer links to. */
function requestLinkedIn(slack: SlackSandbox, answer: MessageContent): string | null {
  const ts = /\/p(\d+)(\d{6})\b/u.exec(JSON.stringify(answer.blocks));
  const card = ts && slack.message({ channel: channels.approvals.id, ts: `${ts[1]}.${ts[2]}` });
  return card ? requestIdIn(card) : null;
}

/** The lines of the audit channel, by the request they are about. */
export function auditLinesByRequest(slack: SlackSandbox): ReadonlyMap<string, readonly string[]> {
  const about = new Map<string, string[]>();
  for (const line of auditLines(slack)) {
    const id = idForm.exec(line)?.[0];
    if (id) about.set(id, [...(about.get(id) ?? []), line]);
  }
  return about;
}

/** What each line of the audit channel covers, in the order in which they were posted. */
export function auditRuns(slack: SlackSandbox): readonly { readonly first: number; readonly last: number }[] {
  return auditLines(slack).flatMap((line) => {
    const { first, last = first } = /^#(?<first>\d+)(?:–(?<last>\d+))? /u.exec(line)?.groups ?? {};
    return first === undefined ? [] : [{ first: Number(first), last: Number(last) }];
  });
}

/** A post holds several. */
function auditLines(slack: SlackSandbox): readonly string[] {
  return slack.messages(channels.audit.id).flatMap((message) => words(message).split('\n'));
}

/** How many direct messages told how each request ended. */
export function resultsByRequest(
  slack: SlackSandbox,
  requesters: readonly string[],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const message of requesters.flatMap((requester) => slack.person(requester).dm())) {
    // Neither the private answer nor the word that Workfront is away is the result.
    const isOther = /^(?:Asked|Sent)/u.test(message.text) || message.text.includes('is stuck');
    const id = isOther ? null : requestIdIn(message);
    if (id !== null) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}
