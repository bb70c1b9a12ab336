import type { types } from '@slack/bolt';

import type { Texts } from '../../i18n/en.ts';
import { date, type Line, type Part } from '../../i18n/line.ts';
import { foundIn, type Draft, type Entry, type Finding } from '../../requests/draft.ts';
import type { WorkfrontUser } from '../../requests/request.ts';
import { actions, views } from '../ids.ts';
import { oneLine } from '../odd-text.ts';
import { limits } from '../text.ts';
import { aside, brief, context, paragraph, plain, summary, type Block, type Content } from './blocks.ts';
import { takerName } from './holdings.ts';
import { nameAndAddress } from './person.ts';
import { details } from './picker.ts';

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
  const ask = {
    type: 'button',
    action_id: actions.listAsk,
    text: plain(many.ask(count), limits.button),
    style: draft.action === 'deactivate' ? 'danger' : 'primary',
    value: draft.id,
  } as const;
  const forget = {
    type: 'button',
    action_id: actions.listForget,
    text: plain(many.forget, limits.button),
    value: draft.id,
  } as const;
  const blocks = summaryBlocks(draft, facts, texts, warning);
  return {
    text: summary([titleOf(draft, texts)]),
    blocks: [...blocks, { type: 'actions', elements: count > 0 ? [ask, forget] : [forget] }],
  };
}

/** The same as a window, which asks with its own button; its close button leads back to the form. */
export function summaryView(
  draft: Draft,
  facts: SummaryFacts,
  texts: Texts,
  warning?: Line,
): types.ModalView {
  const count = foundIn(draft.entries).length;
  return {
    type: 'modal',
    callback_id: views.summary,
    private_metadata: draft.id,
    title: plain(texts.form.title[draft.action], limits.modalTitle),
    ...(count > 0 && { submit: plain(texts.many.ask(count), limits.modalTitle) }),
    close: plain(texts.form.back, limits.modalTitle),
    blocks: summaryBlocks(draft, facts, texts, warning),
  };
}

function summaryBlocks(draft: Draft, facts: SummaryFacts, texts: Texts, warning?: Line): Block[] {
  const groups = [
    [...(warning ? [warning] : []), titleOf(draft, texts), ...wishLines(draft, texts)],
    ...foundLines(draft, texts),
  ];
  const others = otherLines(draft, facts, texts);
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
    ...(ticket && !reason?.includes(ticket) ? [confirm.ticket(brief(ticket))] : []),
    ...(takeOver ? [many.goesTo(takerName(takeOver, texts))] : []),
    ...(takeOver?.onlyIfAll ? [many.onlyIfAll] : []),
  ];
}

function foundLines({ action, entries }: Draft, texts: Texts): readonly (readonly Line[])[] {
  const found = foundIn(entries);
  const { many } = texts;
  return [
    listed(
      many.found(action, found.length),
      found,
      (one) => many.person(nameAndAddress(one, longestName)),
      texts,
    ),
  ];
}

/** Everybody who will not be in the request, and why. */
function otherLines(
  { action, entries, bad, beyond }: Draft,
  facts: SummaryFacts,
  texts: Texts,
): readonly (readonly Line[])[] {
  const { many } = texts;
  const group = <Kind extends Finding['kind']>(
    kind: Kind,
    heading: (count: number) => Line,
    words: (entry: Entry, finding: Extract<Finding, { readonly kind: Kind }>) => Line,
  ): readonly Line[] => {
    const of = entries.flatMap((entry) =>
      isOf(entry.finding, kind) ? [{ entry, finding: entry.finding }] : [],
    );
    return listed(heading(of.length), of, ({ entry, finding }) => words(entry, finding), texts);
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
      many.personWhy(name(asked), many.same(name(first))),
    ),
    badLines(bad, texts),
    beyond > 0 ? [many.beyond(beyond, facts.maxBulk)] : [],
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
  const { many } = texts;
  return listed(many.bad(bad.length), bad, ({ line, text }) => many.line(line, name(text)), texts);
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
function listed<T>(
  heading: Line,
  all: readonly T[],
  words: (one: T) => Line,
  { many }: Texts,
): readonly Line[] {
  if (all.length === 0) return [];
  const rest = all.length > mostNamed ? [many.rest(all.length - mostNamed)] : [];
  return [heading, ...all.slice(0, mostNamed).map(words), ...rest];
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
    options: candidates.map((user) => ({
      text: plain(oneLine(user.name) || user.id, limits.option),
      description: plain(details(user, texts).map(oneLine).join(' · '), limits.description),
      value: user.id,
    })),
  };
}
