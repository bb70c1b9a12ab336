import { interactives } from '../../../sandbox/slack/block-kit/blocks.ts';
import { plainText } from '../../../sandbox/slack/block-kit/plain-text.ts';
import type { SlackSandbox } from '../../../sandbox/slack/sandbox.ts';
import type { Message } from '../../../sandbox/slack/state/records.ts';
import type { Request } from '../../../src/requests/request.ts';
import { actions } from '../../../src/slack/ids.ts';
import {
  answersByRequest,
  auditRuns,
  hasButton,
  messagesByRequest,
  resultsByRequest,
  stateShown,
  versionsOf,
} from '../support/board.ts';
import { requesters } from '../support/stage.ts';
import type { Facts } from './facts.ts';

/** Messages beyond the first of their kind: left by posts whose answer died with the bot. */
export type Doubles = {
  readonly placeholders: number;
  readonly answers: number;
  readonly results: number;
  readonly auditLines: number;
};

/** What people were shown against what the store holds. */
export function slackProblems(
  slack: SlackSandbox,
  facts: Facts,
): { readonly problems: readonly string[]; readonly doubles: Doubles } {
  const known = new Set(facts.requests.map(({ id }) => id));
  const answers = answersByRequest(slack, requesters);
  const shown = messagesByRequest(slack);
  const results = resultsByRequest(slack, requesters);
  const told = new Set([...shown.keys(), ...answers.keys()]);
  const lines = auditLines(slack, facts);
  const problems = [
    ...[...told].filter((id) => !known.has(id)).map((id) => `people were told of ${id}, which is not stored`),
    ...facts.requests.flatMap((request) => confirmProblems(facts, request, shown.get(request.id) ?? [])),
    ...facts.requests
      .filter(({ id }) => !results.has(id))
      .map(({ id }) => `${id} ended and nobody told the requester`),
    ...lines.problems,
  ];
  const doubles = {
    placeholders: sum(facts.requests, ({ id }) => (shown.get(id) ?? []).length - 1),
    // None at all when the request ended before it could be answered: then the direct message says it.
    answers: sum(facts.requests, ({ id }) => Math.max(0, (answers.get(id) ?? 0) - 1)),
    results: sum(facts.requests, ({ id }) => (results.get(id) ?? 1) - 1),
    auditLines: lines.doubled,
  };
  return { problems, doubles };
}

/** One message alone ever had buttons; it is the recorded one, and says at the end how the request ended. */
function confirmProblems(facts: Facts, request: Request, copies: readonly Message[]): readonly string[] {
  const { id, state } = request;
  const usable = copies.filter((copy) => versionsOf(copy).some((one) => hasButton(one, actions.approve)));
  const place = facts.messages.find(({ requestId, kind }) => requestId === id && kind === 'confirm');
  const message = copies.find(({ ts }) => ts === place?.place?.ts);
  if (!message) return [`${id} has no confirm message`];
  const problems: string[] = [];
  if (usable.some((copy) => copy !== message)) problems.push(`${id} had buttons on a second message`);
  // What is left to do by hand may still be ticked, and what was done may be taken back for a day.
  const later: readonly string[] = [actions.tick, actions.undo];
  const left = interactives(message.blocks).filter(({ actionId }) => !later.includes(actionId));
  if (left.length > 0) problems.push(`${id} is ${state} and still has buttons`);
  const states = versionsOf(message).map(stateShown);
  if (states.at(-1) !== state) problems.push(`${id} is ${state} and its message says ${states.at(-1)}`);
  const ended = states.filter((one) => one !== 'open');
  if (new Set(ended).size > 1 || states.slice(states.length - ended.length).includes('open')) {
    problems.push(`${id} was shown as ${states.join(', ')}`);
  }
  const approvers = new Set(request.approvals.map(({ approver }) => approver));
  const thanked = versionsOf(message).flatMap((one) => [
    ...(/Approved by (?<who>.*)/u.exec(plainText(one))?.groups?.['who'] ?? '').matchAll(/<@(?<id>\w+)>/gu),
  ]);
  const forgotten = thanked.filter(({ groups }) => !approvers.has(groups?.['id'] ?? ''));
  return [...problems, ...forgotten.map(([who]) => `${id} said that ${who} approved, and lost it`)];
}

/**
 * Every audit row is covered by a line, and the lines came in the order of the rows. What may wait may still
 * wait when the bot ends; a post whose answer died with the bot comes twice.
 */
function auditLines(slack: SlackSandbox, { audit }: Facts): { problems: readonly string[]; doubled: number } {
  const problems: string[] = [];
  let covered = 0;
  let doubled = 0;
  for (const { first, last } of auditRuns(slack)) {
    if (first > covered + 1) problems.push(`the audit line #${first}–${last} came after row ${covered}`);
    if (first <= covered) doubled += 1;
    covered = Math.max(covered, last);
  }
  const missing = audit.filter(({ number, event }) => number > covered && !mayWait(event));
  return {
    problems: [...problems, ...missing.map(({ number }) => `no audit line covers row ${number}`)],
    doubled,
  };
}

function mayWait(event: string): boolean {
  return ['asked', 'looked_up', 'refused', 'execution_started', 'target_settled'].includes(event);
}

function sum<T>(list: readonly T[], value: (one: T) => number): number {
  return list.reduce((total, one) => total + value(one), 0);
}
