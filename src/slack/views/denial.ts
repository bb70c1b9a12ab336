import type { types } from '@slack/bolt';

import type { Texts } from '../../i18n/en.ts';
import { blocks, inputs, views } from '../ids.ts';
import { limits } from '../text.ts';
import { plain, section } from './blocks.ts';

/** Shown at once, while it is checked whether the person may deny. */
export function waitView(texts: Texts): types.ModalView {
  return noteView(texts.denial.wait, texts);
}

/** A sentence and a close button. */
export function noteView(text: string, texts: Texts): types.ModalView {
  return {
    type: 'modal',
    title: plain(texts.denial.title, limits.modalTitle),
    close: plain(texts.denial.done, limits.modalTitle),
    blocks: [section(text)],
  };
}

/** Asks for the reason of a denial. The request's id travels with the view. */
export function denialView(requestId: string, texts: Texts): types.ModalView {
  return {
    type: 'modal',
    callback_id: views.denial,
    private_metadata: requestId,
    title: plain(texts.denial.title, limits.modalTitle),
    submit: plain(texts.denial.submit, limits.modalTitle),
    close: plain(texts.denial.close, limits.modalTitle),
    blocks: [
      {
        type: 'input',
        block_id: blocks.denialReason,
        label: plain(texts.denial.label, 2000),
        hint: plain(texts.denial.hint, 2000),
        element: {
          type: 'plain_text_input',
          action_id: inputs.denialReason,
          multiline: true,
          min_length: 1,
          max_length: 1500,
        },
      },
    ],
  };
}
