import type { types } from '@slack/bolt';

import type { Texts } from '../../i18n/en.ts';
import { date, type Line, type Part } from '../../i18n/line.ts';
import { foundIn, type Draft, type Entry, type Finding } from '../../requests/draft.ts';
import type { WorkfrontUser } from '../../requests/request.ts';
import { actions, views } from '../ids.ts';
import { limits } from '../text.ts';
import {
  aside,
  brief,
  button,
  context,
  paragraph,
  plain,
  summary,
  type Block,
  type Content,
} from './blocks.ts';
import { takerName } from './holdings.ts';
import { nameAndAddress } from './person.ts';
import { userOption } from './picker.ts';

/** What a summary needs besides the draft. `links`: to the messages of open requests, by the request's id. */
export type SummaryFacts = {
  readonly links: ReadonlyMap<string, Part>;
  readonly maxBulk: number;
  readonly dryRun: boolean;
};

/** How many of each kind are named; the rest is counted. */
const mostNamed = 10;
/** How many of those who can be several are offered as pickers. */
const mostPickers = 5;
const longestName = 80;

/** What was found for a list, as a private message with its buttons. */
export function summaryMessage(draft: Draft, facts: SummaryFacts, texts: Texts, warning?: Line): Content {
  const { many } = texts;
  const count = foundIn(draft.entries).length;
  const style = draft.action === 'deactivate' ? 'danger' : 'primary';
  const ask = { ...button(actions.listAsk, many.ask(count), draft.id), style } as const;
  const elements = [
    ...(count > 0 ? [ask] : []),
    button(actions.listForget, many.forget, draft.id),
    ...allButtons(draft, facts, texts),
  ];
  const blocks = summaryBlocks(draft, facts, texts, warning);
  return { text: summary([titleOf(draft, texts)]), blocks: [...blocks, { type: 'actions', elements }] };
}

/** The same as a window, which asks with its own button; its close button leads back to the form. */
export function summaryView(
  draft: Draft,
  facts: SummaryFacts,
  texts: Texts,
  warning?: Line,
): types.ModalView {
  const count = foundIn(draft.entries).length;
  const elements = allButtons(draft, facts, texts);
  return {
    type: 'modal',
    callback_id: views.summary,
    private_metadata: draft.id,
    title: plain(texts.form.title[draft.action], limits.modalTitle),
    ...(count > 0 && { submit: plain(texts.many.ask(count), limits.modalTitle) }),
    close: plain(texts.form.back, limits.modalTitle),
    blocks: [
      ...summaryBlocks(draft, facts, texts, warning),
      ...(elements.length > 0 ? [{ type: 'actions', elements } as const] : []),
    ],
  };
}

/** To a window with everybody, where not everybody is named. */
function allButtons(draft: Draft, facts: SummaryFacts, texts: Texts): types.Button[] {
  const isCut = groupsOf(draft, facts, texts).some(({ lines }) => lines.length > mostNamed);
  return isCut ? [button(actions.listAll, texts.many.all, draft.id)] : [];
}

function summaryBlocks(draft: Draft, facts: SummaryFacts, texts: Texts, warning?: Line): Block[] {
  const groups = [
    [...(warning ? [warning] : []), titleOf(draft, texts), ...wishLines(draft, texts)],
    listed(foundGroup(draft, texts), texts),
  ];
  const others = otherGroups(draft, facts, texts).map((group) => listed(group, texts));
  const { beyond } = draft;
  if (beyond > 0) others.push([texts.many.beyond(beyond, facts.maxBulk)]);
  const mark = facts.dryRun ? [aside(texts.dryRun)] : [];
  return [...paragraphs(groups), ...mark, ...pickers(draft, texts), ...paragraphs(others)];
}

function paragraphs(groups: readonly (readonly Line[])[]): Block[] {
  return groups.filter(({ length }) => length > 0).map((lines) => paragraph(lines));
}

function wishLines({ entries, runAt, reason, ticket, takeOver }: Draft, texts: Texts): readonly Line[] {
  const { many, confirm } = texts;
  if (foundIn(entries).length === 0) return [];
  return [
    runAt ? confirm.runAt(date(runAt, 'full')) : confirm.now,
    ...(reason ? [confirm.reason(brief(reason, 1500))] : []),
    ...(ticket ? [confirm.ticket(brief(ticket))] : []),
    ...(takeOver ? [many.goesTo(takerName(takeOver, texts))] : []),
    ...(takeOver?.onlyIfAll ? [many.onlyIfAll] : []),
  ];
}

/** Those of a list of whom the same is told. */
type Group = { readonly heading: Line; readonly lines: readonly Line[] };

/** Everybody of a list, by what was found: first those who can be asked for. */
export function groupsOf(
  draft: Draft,
  facts: SummaryFacts,
  texts: Texts,
): readonly [Group, ...(readonly Group[])] {
  const { many } = texts;
  const several = draft.entries.filter(({ finding }) => finding.kind === 'ambiguous');
  const lines = several.map(({ asked }) => many.person(name(asked)));
  const ambiguous = { heading: many.ambiguous(several.length), lines };
  return [foundGroup(draft, texts), ambiguous, ...otherGroups(draft, facts, texts)];
}

function foundGroup({ action, entries }: Draft, { many }: Texts): Group {
  const found = foundIn(entries);
  return {
    heading: many.found(action, found.length),
    lines: found.map((one) => many.person(nameAndAddress(one, longestName))),
  };
}

/** Everybody who will not be in the request, and why. */
function otherGroups({ action, entries, bad }: Draft, facts: SummaryFacts, texts: Texts): readonly Group[] {
  const { many } = texts;
  const group = <Kind extends Finding['kind']>(
    kind: Kind,
    heading: (count: number) => Line,
    words: (entry: Entry, finding: Extract<Finding, { readonly kind: Kind }>) => Line,
  ): Group => {
    const lines = entries.flatMap((entry) =>
      isOf(entry.finding, kind) ? [words(entry, entry.finding)] : [],
    );
    return { heading: heading(lines.length), lines };
  };
  return [
    group('unknown', many.unknown, ({ asked }, { near }) => {
      const names = near
        .slice(0, 3)
        .map((user) => nameAndAddress(user, longestName))
        .join(', ');
      return names ? many.personWhy(name(asked), many.near(names)) : many.person(name(asked));
    }),
    group('no_email', many.noEmail, ({ asked }) => many.person(name(asked))),
    group(
      'as_wished',
      (count) => many.asWished(action, count),
      (_entry, { user }) => many.person(nameAndAddress(user, longestName)),
    ),
    group('protected', many.protected, (_entry, { user, why }) =>
      many.personWhy(nameAndAddress(user, longestName), many.protection[why]),
    ),
    group('open', many.open, (_entry, { user, requestId }) =>
      many.personWhy(nameAndAddress(user, longestName), facts.links.get(requestId) ?? requestId),
    ),
    group('double', many.doubles, ({ asked }, { first }) =>
      asked.toLowerCase() === first.toLowerCase()
        ? many.person(name(asked))
        : many.personWhy(name(asked), many.same(name(first))),
    ),
    badGroup(bad, texts),
  ];
}

function isOf<Kind extends Finding['kind']>(
  finding: Finding,
  kind: Kind,
): finding is Extract<Finding, { readonly kind: Kind }> {
  return finding.kind === kind;
}

/** The lines of a list that name nobody, the first ones in words. */
export function badLines(bad: Draft['bad'], texts: Texts): readonly Line[] {
  return listed(badGroup(bad, texts), texts);
}

function badGroup(bad: Draft['bad'], { many }: Texts): Group {
  return {
    heading: many.bad(bad.length),
    lines: bad.map(({ line, text }) => many.line(line, name(text))),
  };
}

/** The requests that a summary links to. */
export function linkedIn({ entries }: Draft): readonly string[] {
  const open = entries.flatMap(({ finding }) => (finding.kind === 'open' ? [finding.requestId] : []));
  return [...new Set(open.slice(0, mostNamed))];
}

function titleOf({ action, entries }: Draft, { many }: Texts): Line {
  const count = foundIn(entries).length;
  return count > 0 ? many.title(action, count) : many.nobody(action);
}

/** A heading and the first lines; nothing where there are none. */
function listed({ heading, lines }: Group, { many }: Texts): readonly Line[] {
  if (lines.length === 0) return [];
  const rest = lines.length > mostNamed ? [many.rest(lines.length - mostNamed)] : [];
  return [heading, ...lines.slice(0, mostNamed), ...rest];
}

function name(asked: string): string {
  return brief(asked, longestName);
}

/** A picker each for names that can mean several people: the next ones come as the first are chosen. */
function pickers({ id, entries }: Draft, texts: Texts): Block[] {
  const { many } = texts;
  const open = [...entries.entries()].filter(([, { finding }]) => finding.kind === 'ambiguous');
  if (open.length === 0) return [];
  const shown = open.slice(0, mostPickers).flatMap(([index, { asked, finding }]): Block[] => {
    if (finding.kind !== 'ambiguous') return [];
    const picker: Block = {
      type: 'section',
      text: plain(many.which(name(asked)), limits.section),
      block_id: `${id}:${index}`,
      accessory: choiceOf(finding.candidates, texts),
    };
    return finding.more ? [picker, context(many.morePeople)] : [picker];
  });
  const rest = open.length - Math.min(open.length, mostPickers);
  return [
    paragraph([many.ambiguous(open.length)]),
    ...shown,
    ...(rest > 0 ? [paragraph([many.ambiguousRest(rest)])] : []),
  ];
}

function choiceOf(candidates: readonly WorkfrontUser[], texts: Texts): types.StaticSelect {
  return {
    type: 'static_select',
    action_id: actions.listChoose,
    placeholder: plain(texts.picker.placeholder, 150),
    options: candidates.map((user) => userOption(user, texts)),
  };
}
