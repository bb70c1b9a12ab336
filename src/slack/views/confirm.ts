import type { Texts } from '../../i18n/en.ts';
import { date, joined, user, type Line } from '../../i18n/line.ts';
import { isFinal, type Request } from '../../requests/request.ts';
import { limits } from '../text.ts';
import { aside, brief, paragraph, plain, summary, type Block, type Content } from './blocks.ts';
import { buttonsOf } from './card-buttons.ts';
import { decidersOf, type CardFacts } from './card-facts.ts';
import { handedOverLines, holdingLines } from './holdings.ts';
import { leftToDoLines } from './left-to-do.ts';
import {
  approversOf,
  backLines,
  headingOf,
  statusLines,
  whoOf,
  withoutBack,
  withoutLeftOut,
} from './outcome.ts';
import { addressOf, leftOutLines, peopleLines, personLines } from './person.ts';

/** The confirm message as the request stands now: buttons only while somebody can still use them. */
export function confirmMessage(whole: Request, facts: CardFacts): Content {
  const request = withoutLeftOut(whole);
  const { texts, now, back = [] } = facts;
  const heading = headingOf(request, texts);
  const status = statusLines(request, texts, now);
  const lines = isFinal(request.state)
    ? [
        ...status,
        ...backLines(request, back, texts),
        ...handedOverLines(request, texts),
        ...askedInShort(request, texts),
        ...leftToDoLines(withoutBack(request, back), texts),
      ]
    : [
        ...status,
        ...peopleOf(request, texts),
        ...leftOutLines(whole, texts),
        ...askedInFull(request, whole, facts),
      ];
  const blocks: Block[] = [{ type: 'header', text: plain(heading, limits.header) }];
  if (request.dryRun) blocks.push(aside(texts.dryRun));
  blocks.push(paragraph(lines));
  const held = isFinal(request.state) ? [] : holdingLines(request, texts);
  if (held.length > 0) blocks.push(paragraph(held));
  blocks.push(aside(footer(request, facts)), ...buttonsOf(whole, facts));
  return { text: summary([[{ kind: 'text', text: heading }], ...status]), blocks };
}

/**
 * The message before it has its place in the store: no buttons, so it decides nothing. It is the one that phones show
 * and that mentions those who may decide, since a later edit does neither.
 */
export function placeholder(request: Request, { texts, policy }: CardFacts): Content {
  const { confirm, heading } = texts;
  const { deciders } = decidersOf(request, policy);
  const [first, another] = request.targets;
  const subject =
    first && !another
      ? confirm.person(whoOf(request, heading), addressOf(first.user))
      : whoOf(request, heading);
  const asked = confirm.announced(request.action, subject, user(request.requester));
  const lines = [
    ...(request.undoOf === null ? [] : [confirm.urgent(request.undoOf)]),
    request.reason ? confirm.announcedReason(asked, brief(request.reason, 300)) : asked,
    ...(request.runAt ? [confirm.runAt(date(request.runAt, 'full'))] : []),
    ...(policy.notifyApprovers === 'mention' && deciders.length > 0
      ? [confirm.toDecide(joined(deciders, ' '))]
      : []),
  ];
  const preparing: Line = [{ kind: 'text', text: confirm.preparing(request.id) }];
  return { text: summary([...lines, preparing]), blocks: [paragraph(lines), aside(preparing)] };
}

function peopleOf({ targets }: Request, texts: Texts): readonly Line[] {
  const [only, another] = targets;
  return only && !another ? personLines(only.user, texts) : peopleLines(targets, texts);
}

/** Who asked, when it is to happen, and why. */
function askedInFull(request: Request, whole: Request, { texts, policy, now }: CardFacts): readonly Line[] {
  const { confirm } = texts;
  const { requester, createdAt, reason, ticket, runAt, state, undoOf, escalatedAt } = request;
  const asked = confirm.asked(user(requester), date(createdAt));
  const urgent = undoOf === null ? [] : [confirm.urgent(undoOf)];
  const because = reason ? confirm.reason(brief(reason, 1000)) : confirm.noReason;
  const why = [because, ...(ticket && !reason?.includes(ticket) ? [confirm.ticket(brief(ticket))] : [])];
  if (state !== 'pending') return [...urgent, asked, ...why];
  const effect: Line = [{ kind: 'text', text: confirm.effect[request.action](request.targets.length) }];
  const more = [
    ...(whole.targets.length > policy.bulkBrake ? [confirm.braked(policy.bulkBrake)] : []),
    ...(escalatedAt ? [confirm.escalated(date(escalatedAt))] : []),
  ];
  const dated = runAt && (runAt > now ? confirm.runAt : confirm.dateOver);
  const when = dated ? dated(date(runAt, 'full')) : confirm.now;
  return [...urgent, asked, ...why, when, effect, ...more];
}

/** Of a request that is over: whom it was about unless that is told, who asked and why, and who approved. */
function askedInShort(request: Request, texts: Texts): readonly Line[] {
  const { status } = texts;
  const { requester, reason, approvals, targets, state } = request;
  const [only, another] = targets;
  const asker = user(requester);
  const asked = reason ? status.askedBecause(asker, brief(reason, 1000)) : status.askedBy(asker);
  const isTold = state === 'done' || state === 'failed';
  const told = only && !another && !isTold ? status.asked(addressOf(only.user), asked) : asked;
  const by = approvals.length > 0 ? [status.approvedBy(approversOf(request))] : [];
  return [told, ...by, ...(another && !isTold ? peopleLines(targets, texts) : [])];
}

function footer(request: Request, { texts, policy }: CardFacts): Line {
  const { confirm } = texts;
  const parts: (string | Line)[] = [confirm.id(request.id)];
  if (request.state === 'pending') {
    const { approvals, approvalsRequired, expiresAt } = request;
    parts.push(confirm.progress(approvals.length, approvalsRequired));
    if (approvals.length > 0) parts.push(approversOf(request));
    const { deciders, more } = decidersOf(request, policy);
    const listed = joined(deciders, ', ');
    if (more > 0) parts.push(confirm.canDecideMore(listed, more));
    else if (deciders.length > 0) parts.push(confirm.canDecide(listed));
    parts.push(confirm.openUntil(date(expiresAt)));
  }
  return joined(parts, ' · ');
}
