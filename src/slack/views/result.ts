import type { Texts } from '../../i18n/en.ts';
import { date, joined, user, type Line } from '../../i18n/line.ts';
import type { Request, SlackUserId } from '../../requests/request.ts';
import { aside, message, paragraph, summary, type Content } from './blocks.ts';
import { moreButtons } from './card-buttons.ts';
import { handedOverLines } from './holdings.ts';
import { leftToDoButtons, leftToDoLines } from './left-to-do.ts';
import {
  approversOf,
  backLines,
  headingOf,
  statusLines,
  troubleLine,
  whoOf,
  withoutBack,
  withoutLeftOut,
} from './outcome.ts';
import { nameAndAddress } from './person.ts';

/** The requester's direct message with the end of the request. `url`: of the card, null if it was not posted. */
export function resultMessage(
  whole: Request,
  url: string | null,
  texts: Texts,
  now: Date,
  back: readonly string[] = [],
): Content {
  const request = withoutLeftOut(whole);
  const gone = withoutBack(request, back);
  const { result, confirm, status } = texts;
  const heading = result.heading(headingOf(request, texts));
  const told = statusLines(request, texts, now);
  const isRun = request.state === 'done' || request.state === 'failed';
  const by = isRun && request.approvals.length > 0 ? [status.approvedBy(approversOf(request))] : [];
  const lines = [
    heading,
    ...told,
    ...backLines(request, back, texts),
    ...handedOverLines(request, texts),
    ...by,
    ...leftToDoLines(gone, texts),
  ];
  const open: readonly Line[] = url === null ? [] : [[{ kind: 'link', url, label: result.open }]];
  const buttons = [...leftToDoButtons(gone, texts), ...moreButtons(whole, now, texts, back)];
  return {
    text: summary([heading, ...told]),
    blocks: [
      paragraph(lines),
      ...(request.dryRun ? [aside(texts.dryRun)] : []),
      aside(joined([confirm.id(request.id), ...open], ' · ')),
      ...(buttons.length > 0 ? [{ type: 'actions', elements: buttons } as const] : []),
    ],
  };
}

/** Tells the requester that an approved request cannot go on for now. */
export function stuckMessage(request: Request, url: string | null, texts: Texts, now: Date): Content {
  const why = troubleLine(request, texts, now) ?? '';
  const told = texts.stuck(request.action, whoOf(request, texts.heading), why);
  const open: readonly Line[] = url === null ? [] : [[{ kind: 'link', url, label: texts.result.open }]];
  return {
    text: summary([told]),
    blocks: [paragraph([told]), aside(joined([texts.confirm.id(request.id), ...open], ' · '))],
  };
}

const mostLeftOut = 40;

/** Who left whom out, for the requester. */
export function leftOutMessage(request: Request, url: string | null, texts: Texts): Content {
  const { result, heading } = texts;
  const out = request.targets.flatMap(({ user: one, leftOutBy }) =>
    leftOutBy === null ? [] : [result.leftOutBy(nameAndAddress(one, 60), user(leftOutBy))],
  );
  const more = out.length > mostLeftOut ? [result.moreLeftOut(out.length - mostLeftOut)] : [];
  const open: readonly Line[] = url === null ? [] : [[{ kind: 'link', url, label: result.open }]];
  const who = whoOf(withoutLeftOut(request), heading);
  const lines = [result.leftOut(who), ...out.slice(0, mostLeftOut), ...more];
  return {
    text: summary(lines.slice(0, 3)),
    blocks: [paragraph(lines), aside(joined([texts.confirm.id(request.id), ...open], ' · '))],
  };
}

/** Asks further approvers under the confirm message. */
export function escalation(request: Request, approvers: readonly SlackUserId[], texts: Texts): Content {
  const deciders = approvers.slice(0, mostMentioned).map(user);
  const who = whoOf(withoutLeftOut(request), texts.heading);
  return message([joined([...deciders, texts.confirm.escalation(who, date(request.expiresAt))], ' ')]);
}

/** Tells those who can let the request go on, under the confirm message, that it has stopped. */
export function pausedNote(
  whole: Request,
  limit: number,
  approvers: readonly SlackUserId[],
  texts: Texts,
): Content {
  const who = whoOf(withoutLeftOut(whole), texts.heading);
  const told = texts.confirm.paused(whole.action, who, limit);
  return message([joined([...approvers.slice(0, mostMentioned).map(user), told], ' ')]);
}

const mostMentioned = 20;

/** The reminder under the confirm message; nobody in particular is mentioned when nobody could be read. */
export function reminder(request: Request, approvers: readonly SlackUserId[], texts: Texts): Content {
  const deciders = approvers.slice(0, mostMentioned).map(user);
  const reminds = texts.confirm.reminder(whoOf(request, texts.heading), date(request.expiresAt));
  return message([joined([...deciders, reminds], ' ')]);
}
