import type { types } from '@slack/bolt';

import type { Texts } from '../../i18n/en.ts';
import type { Request } from '../../requests/request.ts';
import { blocks, inputs, views } from '../ids.ts';
import { oneLine } from '../odd-text.ts';
import { cut, limits } from '../text.ts';
import { message, paragraph, plain, type Content } from './blocks.ts';
import { whoOf, withoutLeftOut } from './outcome.ts';
import { nameAndAddress } from './person.ts';

/** Shown at once, while what was clicked or sent is looked at. */
export function waitView(texts: Texts): types.ModalView {
  return noteView(message([texts.window.wait]), texts);
}

/** What a private message would say, and a close button. */
export function noteView(said: Content, texts: Texts): types.ModalView {
  return {
    type: 'modal',
    title: plain(texts.window.title, limits.modalTitle),
    close: plain(texts.window.close, limits.modalTitle),
    blocks: [...said.blocks],
  };
}

/**
 * Asks for the reason of a denial. The request's id travels with the view. `requester`: the name of who reads
 * the reason; null where it is not known.
 */
export function denialView(request: Request, requester: string | null, texts: Texts): types.ModalView {
  const left = withoutLeftOut(request);
  const [only, another] = left.targets;
  // The title has room for few letters of a name.
  const who = only && !another ? nameAndAddress(only.user, 200) : whoOf(left, texts.heading);
  const names = left.targets.map(({ user }) => oneLine(user.name)).join(', ');
  return {
    type: 'modal',
    callback_id: views.denial,
    private_metadata: request.id,
    title: plain(texts.denial.title(request.action, names), limits.modalTitle),
    submit: plain(texts.denial.submit, limits.modalTitle),
    close: plain(texts.denial.close, limits.modalTitle),
    blocks: [
      paragraph([texts.denial.text(who)]),
      {
        type: 'input',
        block_id: blocks.denialReason,
        label: plain(texts.denial.label(requester && cut(oneLine(requester), 200)), 2000),
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
