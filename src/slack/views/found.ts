import type { types } from '@slack/bolt';

import type { Texts } from '../../i18n/en.ts';
import type { Line } from '../../i18n/line.ts';
import type { Draft } from '../../requests/draft.ts';
import { actions } from '../ids.ts';
import { limits } from '../text.ts';
import { paragraph, plain } from './blocks.ts';
import { pageOf } from './people.ts';
import { groupsOf, type SummaryFacts } from './summary.ts';

/** So many lines that also long ones fit into a paragraph. */
const pageSize = 25;

/** A window with everybody of a list, a page at a time; those first who will not be in the request. */
export function foundView(draft: Draft, page: number, facts: SummaryFacts, texts: Texts): types.ModalView {
  const { many, people } = texts;
  const [found, ...others] = groupsOf(draft, facts, texts);
  const all = [...others, found].flatMap(({ heading, lines }) => lines.map((told) => ({ heading, told })));
  const { shown, foot } = pageOf(all, { page, size: pageSize, action: actions.turnList }, texts);
  const lines = shown.flatMap(({ heading, told }, index): Line[] =>
    heading === shown[index - 1]?.heading ? [told] : [heading, told],
  );
  return {
    type: 'modal',
    private_metadata: draft.id,
    title: plain(many.allTitle, limits.modalTitle),
    close: plain(people.close, limits.modalTitle),
    blocks: [paragraph(lines), ...foot],
  };
}
