import type { types } from '@slack/bolt';

import type { Texts } from '../../i18n/en.ts';
import { isFinal, waitsForItsDate, type Request } from '../../requests/request.ts';
import { changedBy, undoUntil } from '../../requests/undo.ts';
import { actions } from '../ids.ts';
import { cut, limits } from '../text.ts';
import { button, inUtc, plain, type Block } from './blocks.ts';
import type { CardFacts } from './card-facts.ts';
import { leftToDoButtons } from './left-to-do.ts';
import { whoOf, withoutBack, withoutLeftOut } from './outcome.ts';
import { nameAndAddress } from './person.ts';

/** What can be done with a request now; nothing that is over keeps a button that would do something. */
export function buttonsOf(whole: Request, facts: CardFacts): readonly Block[] {
  const { texts, now, back = [] } = facts;
  const request = withoutLeftOut(whole);
  const gone = withoutBack(request, back);
  const undo = undoButtons(gone, now, texts);
  // What is over has few buttons, and one row for them.
  const rows = isFinal(request.state)
    ? [[...leftToDoButtons(gone, texts), ...others(whole, texts), ...undo]]
    : [decisions(request, facts), others(whole, texts)];
  return rows.flatMap((elements): Block[] => (elements.length > 0 ? [{ type: 'actions', elements }] : []));
}

function decisions(request: Request, facts: CardFacts): types.Button[] {
  const { confirm } = facts.texts;
  const { id, state, trouble } = request;
  if (waitsForItsDate(request)) return [button(actions.stop, confirm.stop, id)];
  if (trouble?.code === 'hourly_limit') {
    const going = dialog({ ...confirm.goingOn, back: confirm.back, style: 'danger' });
    return [{ ...button(actions.goOn, confirm.goOn, id), confirm: going }];
  }
  if (trouble) return [button(actions.tryNow, confirm.tryNow, id)];
  if (state !== 'pending') return [];
  const cancel = {
    ...button(actions.cancel, confirm.cancel, id),
    confirm: dialog({ ...confirm.withdrawal, back: confirm.back, style: 'danger' }),
  };
  return [approveButton(request, facts), button(actions.deny, confirm.deny, id), cancel];
}

/** Beside the decision: to see everybody, to leave people out, to take an approval back. */
function others(request: Request, texts: Texts): types.Button[] {
  const { confirm } = texts;
  const { id, state, approvals } = request;
  const isPending = state === 'pending';
  const taking = dialog({ ...confirm.takingBack, back: confirm.back, style: 'danger' });
  return [
    ...everybodyButtons(request, confirm),
    ...detailsButtons(request, texts),
    ...givingBackButtons(request, texts),
    ...(isPending && withoutLeftOut(request).targets.length > 1
      ? [button(actions.leaveOut, confirm.leaveOut, id)]
      : []),
    ...(isPending && approvals.length > 0
      ? [{ ...button(actions.takeBack, confirm.takeBack, id), confirm: taking }]
      : []),
  ];
}

function everybodyButtons({ id, targets }: Request, { everybody }: Texts['confirm']): types.Button[] {
  return targets.length > 1 ? [button(actions.everybody, everybody, id)] : [];
}

/** To see what they hold, or what became of it. */
function detailsButtons({ id, impact, tallies }: Request, { holdings }: Texts): types.Button[] {
  const holdsSomething = impact?.counts.some(({ count }) => count !== null && count > 0) ?? false;
  return holdsSomething || tallies.length > 0 ? [button(actions.details, holdings.details, id)] : [];
}

/** A reactivation can give back what was handed over. */
function givingBackButtons({ id, state, handOver }: Request, { holdings }: Texts): types.Button[] {
  if (state !== 'pending' || !handOver?.back) return [];
  return handOver.isWanted
    ? [button(actions.keepAway, holdings.doNotGiveBack, id)]
    : [button(actions.giveBack, holdings.giveBack, id)];
}

/** Under the result: to see everybody, and to undo. */
export function moreButtons(
  request: Request,
  now: Date,
  texts: Texts,
  back: readonly string[],
): types.Button[] {
  const isRun = request.state === 'done' || request.state === 'failed';
  const details = isRun ? detailsButtons(request, texts) : [];
  const undo = undoButtons(withoutBack(request, back), now, texts);
  return [...everybodyButtons(request, texts.confirm), ...details, ...undo];
}

/** For a day after a deactivation. */
function undoButtons(request: Request, now: Date, { confirm }: Texts): types.Button[] {
  const until = undoUntil(request);
  if (!until || now >= until) return [];
  const { title, text, confirm: yes } = confirm.undoing;
  const words = { title, text: text(changedBy(request).length), confirm: yes, back: confirm.back };
  return [
    {
      ...button(actions.undo, confirm.undo, request.id),
      confirm: dialog({ ...words, style: 'primary' }),
    },
  ];
}

function approveButton(request: Request, { texts, now }: CardFacts): types.Button {
  const { confirm, heading } = texts;
  const { action, approvals, approvalsRequired, runAt, dryRun } = request;
  const style = action === 'deactivate' ? 'danger' : 'primary';
  const [only, another] = request.targets;
  const who = whoOf(request, heading);
  const more = Math.max(0, approvalsRequired - approvals.length - 1);
  const at = runAt && runAt > now ? inUtc(runAt) : null;
  const subject = only && !another ? nameAndAddress(only.user, 70) : who;
  const happens = confirm.dialog.text(action, subject, more, at);
  return {
    ...button(actions.approve, confirm.approve(action), request.id),
    style,
    confirm: dialog({
      title: heading.pending(action, who),
      text: dryRun ? `${happens} ${confirm.dialog.dryRun}` : happens,
      confirm: confirm.dialog.confirm(action),
      back: confirm.back,
      style,
    }),
  };
}

function dialog(words: {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly back: string;
  readonly style: 'danger' | 'primary';
}): types.ConfirmationDialog {
  return {
    title: plain(cut(words.title, limits.dialogTitle), limits.dialogTitle),
    text: plain(words.text, limits.dialogText),
    confirm: plain(words.confirm, 30),
    deny: plain(words.back, 30),
    style: words.style,
  };
}
