import type { types } from '@slack/bolt';

import type { Texts } from '../../i18n/en.ts';
import type { LookUp } from '../../requests/ports.ts';
import type { Request, WorkfrontUser } from '../../requests/request.ts';
import type { Question } from '../../usecases/find-users.ts';
import { actions } from '../ids.ts';
import { fullMoment, limits, mention, safe } from '../text.ts';
import { aside, context, note, plain, type Content } from './blocks.ts';

/** The requester's private answer: what was asked, and where it stands. `link`: null if it was not posted. */
export function submittedAnswer(request: Request, link: string | null, texts: Texts): Content {
  const { command } = texts;
  const names = namesOf(request);
  if (link === null) return note(command.notPosted(`*${names}*`, request.id));
  const facts = [
    request.reason ? command.reason(safe(request.reason, 500)) : command.noReason,
    command.when(whenOf(request, texts)),
  ];
  const asked = command.submitted(request.action, names, emailsOf(request), facts.join(' · '));
  const content = note(`${asked} ${link} · ${command.willTell}`);
  if (request.dryRun) content.blocks.push(aside(texts.dryRun));
  if (request.state === 'pending') {
    content.blocks.push({ type: 'actions', elements: [button(actions.cancel, command.undo, request.id)] });
  }
  return content;
}

/**
 * How a command was understood that can be read in two ways, with one button to go on. The look-up's id
 * travels as the block's id, as in a picker.
 */
export function understoodAnswer(lookUp: LookUp, user: WorkfrontUser, texts: Texts): Content {
  const { command } = texts;
  const lines = [
    command.understood(lookUp.action, safe(user.name), safe(user.email || user.username)),
    lookUp.reason ? command.understoodReason(safe(lookUp.reason, 1500)) : command.noReason,
    command.understoodWhen(whenOf(lookUp, texts)),
  ];
  const content = note(lines.join('\n'));
  const yes = { ...button(actions.pick, command.yesAsk, user.id), style: 'primary' } as const;
  content.blocks.push({ type: 'actions', block_id: lookUp.id, elements: [yes] }, context(command.notSo));
  return content;
}

/** In the place of a list of people, once one was chosen. */
export function chosenAnswer(request: Request, texts: Texts): Content {
  return note(texts.command.chosen(request.action, `*${namesOf(request)}*`, emailsOf(request)));
}

/** The private answer to a withdrawal. */
export function cancelledAnswer(request: Request, texts: Texts): Content {
  return note(texts.command.cancelled(request.action, `*${namesOf(request)}*`, request.id));
}

/** What is being looked up, for when that takes long. */
export function lookingUp(
  { question, asked }: { readonly question: Question; readonly asked: string },
  texts: Texts,
): Content {
  const who = question.by === 'slack_user' ? mention(question.slackUserId) : `*${safe(asked)}*`;
  return note(texts.command.lookingUp(who));
}

/** The names of the people a request is about, for a sentence. */
export function namesOf({ targets }: Pick<Request, 'targets'>): string {
  return targets.map(({ user }) => safe(user.name)).join(', ');
}

function emailsOf({ targets }: Pick<Request, 'targets'>): string {
  return targets.map(({ user }) => safe(user.email || user.username)).join(', ');
}

function whenOf({ runAt }: Pick<Request, 'runAt'>, { command }: Texts): string {
  return runAt ? command.yourTime(fullMoment(runAt)) : command.asSoonAsApproved;
}

function button(actionId: string, label: string, value: string): types.Button {
  return { type: 'button', action_id: actionId, text: plain(label, limits.button), value };
}
