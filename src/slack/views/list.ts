import type { types } from '@slack/bolt';

import type { Texts } from '../../i18n/en.ts';
import { date, joined, line, link, user as person, type Line, type Piece } from '../../i18n/line.ts';
import { isAsWished, type Request } from '../../requests/request.ts';
import type { Listed, Listing, Page } from '../../usecases/list-requests.ts';
import { actions } from '../ids.ts';
import { permalink } from '../messenger.ts';
import { limits } from '../text.ts';
import { namesOf } from './answers.ts';
import { button, paragraph, plain, summary, type Block, type Content } from './blocks.ts';
import { withoutLeftOut } from './outcome.ts';
import { outcomeInShort } from './short-outcome.ts';

/** A page of requests. `workspaceUrl`: where links to the cards lead. `first`: said above it. */
export function listAnswer(
  page: Page,
  workspaceUrl: string,
  texts: Texts,
  first: Line | null = null,
): Content {
  const { command } = texts;
  const above = first === null ? [] : [first];
  if (page.listed.length === 0) {
    const empty = page.page > 0 ? command.noMore : emptyOf(page.which, texts);
    const lines = [...above, empty];
    return { text: summary(lines.slice(0, 1)), blocks: [paragraph(lines), ...turners(page, texts)] };
  }
  const lines = [...above, line`*${titleOf(page.which, texts)}*`];
  const rows = page.listed.flatMap((listed) => row(listed, page, workspaceUrl, texts));
  return { text: summary(lines.slice(0, 1)), blocks: [paragraph(lines), ...rows, ...turners(page, texts)] };
}

function titleOf(which: Listing['which'], { command }: Texts): string {
  return { open: command.open, own: command.ownOpen, history: command.history }[which];
}

function emptyOf(which: Listing['which'], { command }: Texts): Line {
  return { open: command.noOpen, own: command.noOwnOpen, history: command.noHistory }[which];
}

function row(
  { request, card, mayWithdraw, mayStop }: Listed,
  listing: Listing,
  workspaceUrl: string,
  texts: Texts,
): readonly Block[] {
  const { command } = texts;
  const facts = [
    command.listed(request.action, namesOf(request, texts), howItStands(request, texts)),
    ...(request.runAt ? [command.listedFor(date(request.runAt))] : []),
    command.listedAsked(person(request.requester), date(request.createdAt)),
    card ? link(permalink(workspaceUrl, card), command.linkText) : line`\`${request.id}\``,
  ];
  const text = paragraph([joined(facts, ' · ')]);
  const buttons = [
    ...(mayWithdraw ? [withdraw(request, listing, texts)] : []),
    ...(mayStop ? [stop(request, listing, texts)] : []),
  ];
  return buttons.length > 0 ? [text, { type: 'actions', elements: buttons }] : [text];
}

/** How it stands, since when if it is over, and by whom. */
function howItStands(request: Request, texts: Texts): Piece {
  const { command } = texts;
  const { finishedAt, dryRun } = request;
  const now = stateOf(request, texts);
  const since = finishedAt ? command.listedWhen(now, date(finishedAt)) : now;
  return dryRun ? command.listedDryRun(since) : since;
}

/** The state in a word; of what was not or not wholly done, what came of it. */
function wordOf(whole: Request, texts: Texts): Piece {
  const request = withoutLeftOut(whole);
  const { targets, state, decision } = request;
  const [only, another] = targets;
  if (decision?.stopped) return texts.command.stopped;
  if (state !== 'failed' || !only) return texts.state[state];
  if (!another) return outcomeInShort(only.outcome, texts);
  const done = targets.filter((target) => isAsWished(target, request)).length;
  return texts.status.counts(done, targets.length, targets.length - done);
}

function stateOf(request: Request, texts: Texts): Piece {
  const { command } = texts;
  const { decision, approvals } = request;
  const now = wordOf(request, texts);
  if (decision?.by) return command.listedBy(now, person(decision.by));
  if (request.state === 'pending') {
    return request.approvalsRequired > 1
      ? line`${now}, ${command.listedProgress(approvals.length, request.approvalsRequired)}`
      : now;
  }
  if (approvals.length === 0) return now;
  const people = joined(
    approvals.map(({ approver }) => person(approver)),
    ', ',
  );
  return request.state === 'approved'
    ? command.listedBy(now, people)
    : line`${now}, ${command.listedApproved(people)}`;
}

/** Its window asks why; the list then stands as it is after that. */
function stop(request: Request, { which, about, page }: Listing, { confirm }: Texts): types.Button {
  return button(
    actions.stopListed,
    confirm.stop,
    JSON.stringify({ requestId: request.id, which, about, page }),
  );
}

function withdraw(request: Request, { which, about, page }: Listing, texts: Texts): types.Button {
  const { command } = texts;
  return {
    type: 'button',
    action_id: actions.withdrawListed,
    text: plain(command.withdraw.button, limits.button),
    value: JSON.stringify({ requestId: request.id, which, about, page }),
    confirm: {
      title: plain(command.withdraw.title, limits.dialogTitle),
      text: plain(command.withdraw.text(request.action, namesOf(request, texts)), limits.dialogText),
      confirm: plain(command.withdraw.confirm, 30),
      deny: plain(command.withdraw.back, 30),
    },
  };
}

function turners({ which, about, page, hasMore }: Page, { command }: Texts): readonly Block[] {
  const turn = (to: number, label: string): types.Button => ({
    type: 'button',
    action_id: `${actions.page}_${to < page ? 'back' : 'next'}`,
    text: plain(label, limits.button),
    value: JSON.stringify({ which, about, page: to }),
  });
  const elements = [
    ...(page > 0 ? [turn(page - 1, command.newer)] : []),
    ...(hasMore ? [turn(page + 1, command.older)] : []),
  ];
  return elements.length > 0 ? [{ type: 'actions', elements }] : [];
}
