import type { types } from '@slack/bolt';
import type { z } from 'zod';

import type { Texts } from '../../i18n/en.ts';
import type { Request } from '../../requests/request.ts';
import { blocks, inputs, views } from '../ids.ts';
import type { stopMetadata } from '../payloads.ts';
import { limits } from '../text.ts';
import { paragraph, plain } from './blocks.ts';
import { whoOf, withoutLeftOut } from './outcome.ts';

/** Asks why an approved request is stopped. */
export function stopView(
  metadata: z.infer<typeof stopMetadata>,
  request: Request,
  { stop, heading }: Texts,
): types.ModalView {
  const who = whoOf(withoutLeftOut(request), heading);
  return {
    type: 'modal',
    callback_id: views.stop,
    private_metadata: JSON.stringify(metadata),
    title: plain(stop.title, limits.modalTitle),
    submit: plain(stop.submit, limits.modalTitle),
    close: plain(stop.close, limits.modalTitle),
    blocks: [
      paragraph([stop.text(request.action, who)]),
      {
        type: 'input',
        block_id: blocks.stopReason,
        label: plain(stop.label, 2000),
        hint: plain(stop.hint, 2000),
        element: {
          type: 'plain_text_input',
          action_id: inputs.stopReason,
          multiline: true,
          min_length: 1,
          max_length: 1500,
        },
      },
    ],
  };
}
