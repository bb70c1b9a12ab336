import type { Texts } from '../../i18n/en.ts';
import { line, link, type Line, type Piece } from '../../i18n/line.ts';
import { sumOf } from '../../requests/hand-over.ts';
import {
  holdingKind,
  unreadIn,
  type HeldCount,
  type HoldingKind,
  type Impact,
} from '../../requests/holdings.ts';
import {
  isAsWished,
  type Outcome,
  type Request,
  type TakeOver,
  type WorkfrontUser,
} from '../../requests/request.ts';
import { brief } from './blocks.ts';
import { nameAndAddress } from './person.ts';

/** What the people of a request hold, and what is to become of it, before anybody decides. */
export function holdingLines(request: Request, texts: Texts): readonly Line[] {
  const { holdings } = texts;
  const { state, impact, action, targets, handOver, tallies } = request;
  if (action === 'reactivate') return givingBackLines(request, texts);
  if (handOver?.plannedAt) {
    const { moved, open, stay } = sumOf(tallies);
    return [holdings.movingNow(moved, moved + open + stay)];
  }
  // Nobody counts any more once it is decided.
  if (!impact) return [...(state === 'pending' ? [holdings.counting] : []), ...takeOverLines(request, texts)];
  return [...impactLines(impact, targets.length === 1, texts), ...takeOverLines(request, texts)];
}

/** How much of each kind; zeroes in one line, and what could not be read is no zero. */
export function impactLines(impact: Impact, isOne: boolean, texts: Texts): readonly Line[] {
  const { holdings } = texts;
  const some = impact.counts.filter(({ count }) => count !== null && count > 0);
  const unread = impact.counts.filter(({ count }) => count === null);
  const none = impact.counts.filter(({ count }) => count === 0);
  if (unread.length === impact.counts.length) return [holdings.allUnread];
  const names = (counts: readonly HeldCount[]) => counts.map(({ kind }) => holdings.kind[kind]).join(', ');
  return [
    ...(some.length > 0 ? [holdings.heading(isOne)] : unread.length === 0 ? [holdings.nothing] : []),
    ...some.map(({ kind, count }) => holdings.listed(holdings.counted[kind](count ?? 0))),
    ...(some.length + unread.length > 0 && none.length > 0 ? [holdings.none(names(none))] : []),
    ...(unread.length > 0 ? [holdings.unread(names(unread))] : []),
    ...(impact.atLeast ? [holdings.atLeast] : []),
  ];
}

/** Who takes over, how much of it, and who may get mail from Workfront. */
function takeOverLines(request: Request, texts: Texts): readonly Line[] {
  const { holdings } = texts;
  const { impact, handOver } = request;
  const counts = impact?.counts ?? [];
  const total = (moves: boolean) =>
    counts.filter((count) => count.moves === moves).reduce((sum, { count }) => sum + (count ?? 0), 0);
  const [moves, stays] = [total(true), total(false)];
  if (!handOver) return impact && moves + stays > 0 ? [holdings.stays] : [];
  const to = successorsPiece(request, texts);
  return [
    impact ? holdings.goesTo(to, moves, stays) : holdings.goesToUncounted(to),
    ...(handOver.onlyIfAll ? [holdings.onlyIfAll] : []),
    ...(impact && moves > 0 ? [holdings.mails(successorsOf(request).length)] : []),
  ];
}

function givingBackLines({ handOver }: Request, { holdings }: Texts): readonly Line[] {
  if (!handOver?.back) return [];
  const { count } = handOver.back;
  return [handOver.isWanted ? holdings.givingBack(count) : holdings.notGivingBack(count)];
}

/** What came of it, for a request that is over. */
export function handedOverLines(request: Request, texts: Texts): readonly Line[] {
  const { holdings } = texts;
  const { handOver, tallies, action } = request;
  if (!handOver) return staysTheirs(request, texts);
  if (!handOver.plannedAt) return [];
  const { moved, open, stay } = sumOf(tallies);
  const all = moved + open + stay;
  const stays = tallies.filter((tally) => sumOf([tally]).moved === 0);
  const unread = handOver.unread?.map(({ kind }) => holdings.kind[kind]) ?? [];
  const stayed = [
    ...(all > moved ? [holdings.stayed(all - moved, kindsPiece(stays, texts))] : []),
    ...notTakenLines(tallies, texts),
    ...(unread.length > 0 ? [holdings.notRead(unread.join(', '))] : []),
  ];
  if (action === 'reactivate') return [holdings.givenBack(moved, all), ...stayed];
  const to = successorsPiece(request, texts);
  if (all === 0) return [...(unread.length > 0 ? [] : [holdings.noneMoved(to)]), ...stayed];
  return [all === moved ? holdings.movedAll(moved, to) : holdings.moved(moved, all, to), ...stayed];
}

/** That it is for want of somebody who can have it: then somebody else has to take over. */
function notTakenLines(tallies: Request['tallies'], { holdings }: Texts): readonly Line[] {
  return (['successor_gone', 'successor_leaving'] as const).flatMap((why) => {
    const count = tallies.reduce((sum, { reason, count: some }) => sum + (reason === why ? some : 0), 0);
    return count === 0 ? [] : [holdings.notTaken(holdings.why[why], count)];
  });
}

/** What is still with those who lost their access, where nobody took over: somebody has to see to it. */
function staysTheirs(request: Request, texts: Texts): readonly Line[] {
  const { action, targets, impact } = request;
  if (action !== 'deactivate' || !impact || !targets.some((target) => isAsWished(target, request))) return [];
  const { holdings } = texts;
  const some = impact.counts.flatMap(({ kind, count }) => (count ? [{ kind, count }] : []));
  const unread = unreadIn(impact).map((kind) => holdings.kind[kind]);
  return [
    ...(some.length > 0 ? [holdings.stillTheirs(kindsPiece(some, texts))] : []),
    ...(unread.length > 0 ? [holdings.unread(unread.join(', '))] : []),
  ];
}

/** As many kinds are named where a card is to be short. */
const mostKinds = 6;

/** How many of each kind, the most urgent first; beyond six, how many more kinds there are. */
export function kindsPiece(
  counts: readonly { readonly kind: HoldingKind; readonly count: number }[],
  { holdings }: Texts,
): string {
  const of = Map.groupBy(counts, ({ kind }) => kind);
  const named = holdingKind.options.flatMap((kind) => {
    const count = of.get(kind)?.reduce((sum, one) => sum + one.count, 0);
    return count === undefined ? [] : [holdings.option(holdings.kind[kind], count)];
  });
  const more = named.length - mostKinds;
  // One kind more takes no more room than to say so.
  if (more <= 1) return named.join(', ');
  return holdings.andMoreKinds(named.slice(0, mostKinds).join(', '), more);
}

function successorsOf({ targets }: Request): readonly WorkfrontUser[] {
  const successors = targets.flatMap(({ successor }) =>
    successor ? [[successor.id, successor] as const] : [],
  );
  return [...new Map(successors).values()];
}

/** Who is to take over, before it is known for whom. */
export function takerName({ who }: TakeOver, { many }: Texts): string {
  return who.kind === 'user' ? nameAndAddress(who.user) : many.theirManager;
}

/** Who takes over from the people of a request. */
export function successorsPiece(request: Request, { holdings }: Texts): Piece {
  const [only, another] = successorsOf(request);
  return only && !another ? nameAndAddress(only) : holdings.managers(successorsOf(request).length);
}

/** What became of one thing, in few words; null: nothing was to become of it. */
export function resultPiece(outcome: Outcome | null, { holdings }: Texts): Piece | null {
  if (!outcome) return null;
  if (outcome.result !== 'skipped' && outcome.result !== 'failed') return holdings.result[outcome.result];
  const why = holdings.why[outcome.reason];
  const detail = outcome.result === 'failed' ? brief(outcome.detail, 200) : '';
  return detail === '' ? why : holdings.result.said(why, detail);
}

/** One thing with a link to it. Its name is somebody else's text, so the link stands on what kind of thing it is. */
export function thingLine(
  thing: { readonly kind: HoldingKind; readonly name: string; readonly link: string | null },
  result: Piece | null,
  texts: Texts,
): Line {
  const { holdings } = texts;
  const name = brief(thing.name, 120);
  const linked = thing.link === null ? name : line`${link(thing.link, holdings.open)} ${name}`;
  return holdings.thing(linked, result);
}
