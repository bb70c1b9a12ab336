import type { types } from '@slack/bolt';

import type { Texts } from '../../i18n/en.ts';
import type { HeldPage } from '../../usecases/list-held.ts';
import { actions } from '../ids.ts';
import { limits } from '../text.ts';
import { aside, paragraph, plain, type Block } from './blocks.ts';
import { resultPiece, thingLine } from './holdings.ts';

/** A window with what people hold, or with what became of it: a kind and a page at a time. */
export function heldView(page: HeldPage, texts: Texts): types.ModalView {
  const { holdings } = texts;
  const { kind, kinds, things, first, total } = page;
  const options = kinds.map((one): types.PlainTextOption => ({
    text: plain(holdings.option(holdings.kind[one.kind], one.count), limits.option),
    value: one.kind,
  }));
  const chosen = options.find(({ value }) => value === kind);
  const range = holdings.shown(first + 1, first + things.length, total);
  const turn = [
    ...(first > 0 ? [turnButton('back', page, page.page - 1, holdings.previous)] : []),
    ...(first + things.length < total ? [turnButton('on', page, page.page + 1, holdings.next)] : []),
  ];
  const blocks: Block[] = [];
  if (chosen) {
    const select = { placeholder: plain(holdings.choose, 150), options, initial_option: chosen };
    const element = { type: 'static_select', action_id: actions.heldKind, ...select } as const;
    blocks.push({ type: 'actions', elements: [element] });
    if (things.length > 0)
      blocks.push(paragraph(things.map((one) => thingLine(one, resultPiece(one.outcome, texts), texts))));
    blocks.push(aside([{ kind: 'text', text: range }]));
  } else {
    blocks.push(paragraph([holdings.nothing]));
  }
  if (turn.length > 0) blocks.push({ type: 'actions', elements: turn });
  return {
    type: 'modal',
    private_metadata: page.of,
    title: plain(page.isOver ? holdings.titleOver : holdings.title, limits.modalTitle),
    close: plain(holdings.close, limits.modalTitle),
    blocks,
  };
}

/** The same window while Workfront is asked. */
export function lookingView(of: string, { holdings }: Texts): types.ModalView {
  return {
    type: 'modal',
    private_metadata: of,
    title: plain(holdings.title, limits.modalTitle),
    close: plain(holdings.close, limits.modalTitle),
    blocks: [paragraph([holdings.looking])],
  };
}

/** Its value is the kind and the page; two buttons of one block need ids of their own. */
function turnButton(way: 'back' | 'on', { kind }: HeldPage, page: number, label: string): types.Button {
  return {
    type: 'button',
    action_id: `${actions.turnHeld}_${way}`,
    text: plain(label, limits.button),
    value: `${kind}:${page}`,
  };
}
