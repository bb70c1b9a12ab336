import type { types } from '@slack/bolt';
import type { z } from 'zod';

import type { Texts } from '../../i18n/en.ts';
import { blocks, inputs, views } from '../ids.ts';
import type { stopMetadata } from '../payloads.ts';
import { limits } from '../text.ts';
import { paragraph, plain } from './blocks.ts';

/** Asks why an approved request is stopped. `heading`: of its card. */
export function stopView(
  metadata: z.infer<typeof stopMetadata>,
  heading: string,
  { stop }: Texts,
): types.ModalView {
  return {
    type: 'modal',
    callback_id: views.stop,
    private_metadata: JSON.stringify(metadata),
    title: plain(stop.title, limits.modalTitle),
    submit: plain(stop.submit, limits.modalTitle),
    close: plain(stop.close, limits.modalTitle),
    blocks: [
      paragraph([stop.text(heading)]),
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
