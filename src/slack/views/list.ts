import type { types } from '@slack/bolt';

import type { Texts } from '../../i18n/en.ts';
import type { Request } from '../../requests/request.ts';
import type { Listed, Listing, Page } from '../../usecases/list-requests.ts';
import { actions } from '../ids.ts';
import { permalink } from '../messenger.ts';
import { oneLine } from '../odd-text.ts';
import { limits, link, mention, moment } from '../text.ts';
import { namesOf } from './answers.ts';
import { note, plain, section, type Block, type Content } from './blocks.ts';

/** A page of requests. `workspaceUrl`: where links to the cards lead. `first`: said above it. */
export function listAnswer(
  page: Page,
  workspaceUrl: string,
  texts: Texts,
  first: string | null = null,
): Content {
  const { command } = texts;
  const title = `*${titleOf(page.which, texts)}*`;
  const above = first === null ? [] : [section(first)];
  if (page.listed.length === 0) {
    const empty = page.page > 0 ? command.noMore : emptyOf(page.which, texts);
    const content = note(empty);
    return { text: first ?? content.text, blocks: [...above, ...content.blocks, ...turners(page, texts)] };
  }
  const rows = page.listed.map((listed) => row(listed, page, workspaceUrl, texts));
  return { text: first ?? title, blocks: [...above, section(title), ...rows, ...turners(page, texts)] };
}

function titleOf(which: Listing['which'], { command }: Texts): string {
  return { open: command.open, own: command.ownOpen, history: command.history }[which];
}

function emptyOf(which: Listing['which'], { command }: Texts): string {
  return { open: command.noOpen, own: command.noOwnOpen, history: command.noHistory }[which];
}

function row(
  { request, card, mayWithdraw }: Listed,
  listing: Listing,
  workspaceUrl: string,
  texts: Texts,
): Block {
  const { command } = texts;
  const facts = [
    command.listed(request.action, namesOf(request), stateOf(request, texts)),
    ...(request.runAt ? [command.listedFor(moment(request.runAt))] : []),
    command.listedAsked(mention(request.requester), moment(request.createdAt)),
    card ? link(permalink(workspaceUrl, card), command.linkText) : `\`${request.id}\``,
  ];
  const text = section(facts.join(' · '));
  return mayWithdraw ? { ...text, accessory: withdraw(request, listing, texts) } : text;
}

/** How it stands, and by whom. */
function stateOf(request: Request, { command, state }: Texts): string {
  const { decision, approvals } = request;
  const now = state[request.state];
  if (decision?.by) return command.listedBy(now, mention(decision.by));
  if (request.state === 'pending') {
    return request.approvalsRequired > 1
      ? `${now}, ${command.listedProgress(approvals.length, request.approvalsRequired)}`
      : now;
  }
  if (approvals.length === 0) return now;
  const people = approvals.map(({ approver }) => mention(approver)).join(', ');
  return request.state === 'approved'
    ? command.listedBy(now, people)
    : `${now}, ${command.listedApproved(people)}`;
}

function withdraw(request: Request, { which, about, page }: Listing, { command }: Texts): types.Button {
  const names = request.targets.map(({ user }) => oneLine(user.name)).join(', ');
  return {
    type: 'button',
    action_id: actions.withdrawListed,
    text: plain(command.withdraw.button, limits.button),
    value: JSON.stringify({ requestId: request.id, which, about, page }),
    confirm: {
      title: plain(command.withdraw.title, limits.dialogTitle),
      text: plain(command.withdraw.text(request.action, names), limits.dialogText),
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
