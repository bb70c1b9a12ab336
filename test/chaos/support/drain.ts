import { setTimeout as wait } from 'node:timers/promises';

import { channels } from '../../../sandbox/acme.ts';
import type { SlackSandbox } from '../../../sandbox/slack/sandbox.ts';
import {
  auditLinesByRequest,
  messagesByRequest,
  openMessages,
  resultsByRequest,
  stateShown,
} from './board.ts';
import { requesters, type Stage } from './stage.ts';

/**
 * Resolves once everything that people know of has come to its end and been told to them; the approvers must
 * still be at work. @throws after `timeoutMs`, naming what is left.
 */
export async function drain({ slack }: Pick<Stage, 'slack'>, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let quietLooks = 0;
  for (;;) {
    // Not at every change: to look at everything each time would leave the bot without an answer.
    for (let left = unfinished(slack); left.length > 0; left = unfinished(slack)) {
      if (Date.now() > deadline)
        throw new Error(`after ${timeoutMs} ms these had not ended: ${left.join(', ')}`);
      await wait(500);
    }
    // A request whose first message has not been posted yet can only be found by asking.
    quietLooks = (await openRequests(slack)) === 0 ? quietLooks + 1 : 0;
    if (quietLooks === 3) return;
    if (Date.now() > deadline) throw new Error(`after ${timeoutMs} ms there are open requests`);
    // What was asked last may still be looked up.
    await wait(500);
  }
}

function unfinished(slack: SlackSandbox): readonly string[] {
  const open = openMessages(slack).length;
  if (open > 0) return [`${open} messages with buttons`];
  const lines = auditLinesByRequest(slack);
  const results = resultsByRequest(slack, requesters);
  return [...messagesByRequest(slack)].flatMap(([id, copies]) => {
    const state = copies.map(stateShown).find((one) => one !== 'open');
    if (state === undefined) return [`${id}: still open`];
    const last = {
      done: /confirmed by Workfront|was \w+ already|people were/u,
      failed: /Not \w+:|not done:/u,
      denied: /denied:/u,
      cancelled: /withdrew:/u,
      expired: /Expired/u,
    };
    if (!lines.get(id)?.some((line) => last[state].test(line))) return [`${id}: no audit line`];
    return results.has(id) ? [] : [`${id}: no DM`];
  });
}

function isList({ text }: { readonly text: string }): boolean {
  return /^(?:There is no open|\*?Open requests)/u.test(text);
}

/** What `/wf-deactivate list` answers, as a number of requests; a page shows ten. */
async function openRequests(slack: SlackSandbox): Promise<number> {
  const [userId = ''] = requesters;
  const person = slack.person(userId);
  const before = person.sees(channels.itHelp.id).length;
  await person.type('/wf-deactivate list');
  const list = await slack.until(
    () => person.sees(channels.itHelp.id).slice(before).find(isList),
    'the list of open requests',
    10_000,
  );
  // A title, then one block for each.
  return list.blocks.length - 1;
}
