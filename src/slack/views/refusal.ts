import type { Texts } from '../../i18n/en.ts';
import { date, joined, line, user as person, type Line, type Piece } from '../../i18n/line.ts';
import type { RefusalReason } from '../../requests/refusal.ts';
import type { Action, SlackUserId } from '../../requests/request.ts';
import { commands } from '../ids.ts';
import { brief, message, type Content } from './blocks.ts';
import { listedPerson } from './picker.ts';

/**
 * A refusal in words, for the person it concerns alone. `openRequest`: a link to the open request; `reader`:
 * who reads it, so that their own deeds are told as theirs; `action`: of the command that was typed.
 */
export function refusalMessage(
  because: RefusalReason,
  texts: Texts,
  openRequest: (requestId: string) => Piece,
  reader: SlackUserId | null = null,
  action: Action = 'deactivate',
): Content {
  if (because.reason === 'already_decided') return message([alreadyDecided(because, texts, reader)]);
  if (because.reason !== 'user_unknown') return message([sentence(because, texts, openRequest, action)]);
  const { refusals } = texts;
  const { suggestion, near } = because;
  const asked = brief(because.asked);
  const unknown =
    suggestion === undefined
      ? refusals.user_unknown(asked)
      : refusals.user_unknown_but(asked, brief(suggestion));
  const nearest = near.map((user) => listedPerson(user, texts));
  return message([unknown, ...(near.length > 0 ? [refusals.near, ...nearest] : [])]);
}

function sentence(
  because: Exclude<RefusalReason, { readonly reason: 'user_unknown' | 'already_decided' }>,
  { refusals, command }: Texts,
  openRequest: (requestId: string) => Piece,
  action: Action,
): Line {
  switch (because.reason) {
    case 'not_a_member':
      return refusals.not_a_member[because.why];
    case 'not_understood':
      return refusals.not_understood[because.why](
        brief(because.typed),
        brief(because.suggestion ?? refusals.example[action]),
      );
    case 'date_unusable':
      return dateSentence(because, refusals);
    case 'too_many_targets':
      return refusals.too_many_targets(because.most, because.named, because.named - because.most);
    case 'ticket_missing':
      return because.typed
        ? refusals.ticket_wrong(brief(because.typed), commands[action])
        : refusals.ticket_missing(commands[action]);
    case 'reason_missing':
      return refusals.reason_missing(command.exampleReason[action]);
    case 'no_email':
      return refusals.no_email(person(because.slackUserId));
    case 'nothing_to_do': {
      const { user } = because;
      if (user.isActive) return refusals.active_already(brief(user.name));
      return refusals.inactive_already(brief(user.name), user.deactivatedAt && date(user.deactivatedAt));
    }
    case 'protected':
      return refusals.protected[because.why](brief(because.user.name));
    case 'open_request':
      return refusals.open_request(
        brief(because.user.name),
        openRequest(because.requestId),
        because.requestId,
      );
    case 'approved_lately':
      return refusals.approved_lately(joined(because.others.map(person), ', '));
    case 'successor':
      return refusals.successor[because.why](brief(because.who));
    case 'nothing_to_undo':
      return refusals.nothing_to_undo[because.why];
    case 'no_approver_left':
      return refusals.no_approver_left(because.needed, because.brake);
    case 'not_a_requester':
    case 'not_a_reader':
    case 'not_an_approver':
    case 'members_unreadable':
    case 'log_not_sound':
    case 'own_request':
    case 'about_yourself':
    case 'approved_before':
    case 'request_unknown':
    case 'not_your_request':
    case 'not_your_choice':
    case 'nobody_left':
    case 'not_approved_by_you':
    case 'choice_over':
    case 'too_late_to_cancel':
    case 'no_hand_over':
    case 'approved_before_change':
    case 'other_workspace':
    case 'too_fast':
      return refusals[because.reason];
    default:
      return because satisfies never;
  }
}

function alreadyDecided(
  { state, by, stopped }: Extract<RefusalReason, { readonly reason: 'already_decided' }>,
  { refusals }: Texts,
  reader: SlackUserId | null,
): Line {
  const isYou = by === reader;
  if (stopped && by !== null) return refusals.stopped(isYou ? refusals.you : person(by));
  if (by === null || by !== reader) return refusals.already_decided[state](by && person(by));
  if (state === 'denied') return refusals.denied_by_you;
  return state === 'cancelled' ? refusals.cancelled_by_you : refusals.already_decided[state](refusals.you);
}

function dateSentence(
  because: Extract<RefusalReason, { readonly reason: 'date_unusable' }>,
  { date_unusable: words }: Texts['refusals'],
): Line {
  const typed = brief(because.typed);
  const { why, readings } = because;
  const known = because.because ? line` ${words.because(brief(because.because))}` : '';
  switch (why) {
    case 'ambiguous': {
      const [one = '', other = ''] = readings.map((at) => date(at, 'full'));
      return words.ambiguous(typed, one, other);
    }
    case 'no_time': {
      const days = readings.map((at) => date(at, 'day'));
      return line`${words.no_time(typed, days.length > 0 ? joined(days, ' / ') : null)}${known}`;
    }
    case 'form':
      return line`${words.form(typed)}${known}`;
    case 'past':
    case 'too_far':
      return words[why](
        typed,
        joined(
          readings.map((at) => date(at, 'full')),
          ' / ',
        ),
      );
    default:
      return why satisfies never;
  }
}
