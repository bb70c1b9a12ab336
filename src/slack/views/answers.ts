import type { types } from '@slack/bolt';

import type { Texts } from '../../i18n/en.ts';
import { date, joined, line, user as person, type Line, type Piece } from '../../i18n/line.ts';
import type { LookUp } from '../../requests/ports.ts';
import type { Request, WorkfrontUser } from '../../requests/request.ts';
import type { Question } from '../../usecases/find-users.ts';
import { actions } from '../ids.ts';
import { limits } from '../text.ts';
import { aside, brief, message, plain, type Content } from './blocks.ts';
import { successorsPiece, takerName } from './holdings.ts';
import { withoutLeftOut } from './outcome.ts';
import { addressOf } from './person.ts';

/** The requester's private answer: what was asked, and where it stands. `link`: null if it was not posted. */
export function submittedAnswer(request: Request, link: Piece | null, texts: Texts): Content {
  const { command } = texts;
  const names = namesOf(request, texts);
  if (link === null) return message([command.notPosted(names, request.id)]);
  const facts = [
    request.reason ? command.reason(brief(request.reason, 500)) : command.noReason,
    command.when(whenOf(request, texts)),
    ...(isHandedOver(request) ? [command.goesTo(successorsPiece(request, texts))] : []),
  ];
  const asked = command.submitted(request.action, names, emailsOf(request), joined(facts, ' · '));
  const content = message([line`${asked} ${link} · ${command.willTell}`]);
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
    command.understood(lookUp.action, brief(user.name), addressOf(user)),
    lookUp.reason ? command.understoodReason(brief(lookUp.reason, 1500)) : command.noReason,
    command.understoodWhen(whenOf(lookUp, texts)),
    ...(lookUp.takeOver ? [texts.many.goesTo(takerName(lookUp.takeOver, texts))] : []),
  ];
  const content = message(lines);
  const yes = { ...button(actions.pick, command.yesAsk, user.id), style: 'primary' } as const;
  content.blocks.push({ type: 'actions', block_id: lookUp.id, elements: [yes] }, aside(command.notSo));
  return content;
}

/** In the place of a list of people, once one was chosen. */
export function chosenAnswer(request: Request, texts: Texts): Content {
  return message([texts.command.chosen(request.action, namesOf(request, texts), emailsOf(request) ?? '')]);
}

/** The private answer to a withdrawal. */
export function cancelledAnswer(request: Request, texts: Texts): Content {
  return message([cancelledLine(request, texts)]);
}

/** The same, to stand above something else. */
export function cancelledLine(request: Request, texts: Texts): Line {
  return texts.command.cancelled(request.action, namesOf(request, texts), request.id);
}

/** What is being looked up, for when that takes long. */
export function lookingUp(
  { question, asked }: { readonly question: Question; readonly asked: string },
  texts: Texts,
): Content {
  const who = question.by === 'slack_user' ? person(question.slackUserId) : line`*${brief(asked)}*`;
  return message([texts.command.lookingUp(who)]);
}

const fewNames = 3;

/** The people a request is about, for a sentence: the names of a few, or how many. */
export function namesOf(request: Request, { heading }: Texts): string {
  const { targets } = withoutLeftOut(request);
  return targets.length > fewNames
    ? heading.people(targets.length)
    : targets.map(({ user }) => brief(user.name)).join(', ');
}

/** What a reactivation gives back is offered on its card, not asked for. */
function isHandedOver({ action, handOver }: Request): boolean {
  return action === 'deactivate' && handOver !== null;
}

/** Null where the names are not told either. */
function emailsOf(request: Request): string | null {
  const { targets } = withoutLeftOut(request);
  return targets.length > fewNames ? null : targets.map(({ user }) => addressOf(user)).join(', ');
}

function whenOf({ runAt }: Pick<Request, 'runAt'>, { command }: Texts): Line {
  return runAt ? command.yourTime(date(runAt, 'full')) : command.asSoonAsApproved;
}

function button(actionId: string, label: string, value: string): types.Button {
  return { type: 'button', action_id: actionId, text: plain(label, limits.button), value };
}
