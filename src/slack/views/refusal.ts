import type { Texts } from '../../i18n/en.ts';
import type { RefusalReason } from '../../requests/refusal.ts';
import type { SlackUserId, WorkfrontUser } from '../../requests/request.ts';
import { fullDay, fullMoment, mention, moment, safe } from '../text.ts';
import { note, section, type Content } from './blocks.ts';
import { details } from './picker.ts';

/**
 * A refusal in words, for the person it concerns alone. `openRequest`: a link to the open request; `reader`:
 * who reads it, so that their own deeds are told as theirs.
 */
export function refusalMessage(
  because: RefusalReason,
  texts: Texts,
  openRequest: (requestId: string) => string,
  reader: SlackUserId | null = null,
): Content {
  if (because.reason === 'already_decided') return note(alreadyDecided(because, texts, reader));
  if (because.reason !== 'user_unknown') return note(sentence(because, texts, openRequest));
  const { asked, suggestion } = because;
  const { refusals } = texts;
  const content = note(
    suggestion === undefined
      ? refusals.user_unknown(safe(asked))
      : refusals.user_unknown_but(safe(asked), inCode(suggestion)),
  );
  if (because.near.length === 0) return content;
  const near = because.near.map((user) => `• ${describe(user, texts)}`).join('\n');
  return { ...content, blocks: [...content.blocks, section(`${texts.refusals.near}\n${near}`)] };
}

function sentence(
  because: Exclude<RefusalReason, { readonly reason: 'user_unknown' | 'already_decided' }>,
  { refusals }: Texts,
  openRequest: (requestId: string) => string,
): string {
  switch (because.reason) {
    case 'not_a_member':
      return refusals.not_a_member[because.why];
    case 'not_understood':
      return refusals.not_understood[because.why](inCode(because.typed));
    case 'date_unusable':
      return dateSentence(because, refusals);
    case 'too_many_targets':
      return refusals.too_many_targets(because.most, because.named, because.named - because.most);
    case 'ticket_missing':
      return because.typed ? refusals.ticket_wrong(safe(because.typed)) : refusals.ticket_missing;
    case 'no_email':
      return refusals.no_email(mention(because.slackUserId));
    case 'nothing_to_do': {
      const { user } = because;
      if (user.isActive) return refusals.active_already(bold(user));
      return refusals.inactive_already(bold(user), user.deactivatedAt && moment(user.deactivatedAt));
    }
    case 'protected':
      return refusals.protected[because.why](bold(because.user));
    case 'open_request':
      return refusals.open_request(bold(because.user), openRequest(because.requestId), because.requestId);
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
    case 'no_approver_left':
    case 'too_late_to_cancel':
    case 'reason_missing':
    case 'other_workspace':
    case 'too_fast':
      return refusals[because.reason];
    default:
      return because satisfies never;
  }
}

function alreadyDecided(
  { state, by }: Extract<RefusalReason, { readonly reason: 'already_decided' }>,
  { refusals }: Texts,
  reader: SlackUserId | null,
): string {
  if (by === null || by !== reader) return refusals.already_decided[state](by && mention(by));
  if (state === 'denied') return refusals.denied_by_you;
  return state === 'cancelled' ? refusals.cancelled_by_you : refusals.already_decided[state](refusals.you);
}

function dateSentence(
  because: Extract<RefusalReason, { readonly reason: 'date_unusable' }>,
  { date_unusable: words }: Texts['refusals'],
): string {
  const typed = safe(because.typed);
  const { why, readings } = because;
  const known = because.because ? ` ${words.because(safe(because.because))}` : '';
  switch (why) {
    case 'ambiguous': {
      const [one = '', other = ''] = readings.map(fullMoment);
      return words.ambiguous(typed, one, other);
    }
    case 'no_time':
      return words.no_time(typed, readings.map(fullDay).join(' / ')) + known;
    case 'form':
      return words.form(typed) + known;
    case 'past':
    case 'too_far':
      return words[why](typed);
    default:
      return why satisfies never;
  }
}

/** Other people's text between backticks, which it must not end. */
function inCode(text: string): string {
  return safe(text.replaceAll('`', '’'));
}

function bold(user: WorkfrontUser): string {
  return `*${safe(user.name)}*`;
}

function describe(user: WorkfrontUser, texts: Texts): string {
  return [bold(user), ...details(user, texts).map((part) => safe(part))].join(' · ');
}
