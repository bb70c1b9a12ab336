import { z } from 'zod';

import type { Action } from '../requests/request.ts';
import { commands } from './ids.ts';

/** https://docs.slack.dev/interactivity/implementing-slash-commands#app_command_handling */
export const commandPayload = z.object({
  command: z.enum([commands.deactivate, commands.reactivate]),
  text: z.string().default(''),
  user_id: z.string(),
  response_url: z.url(),
});

/** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export const actionPayload = z.object({
  user: z.object({ id: z.string() }),
  trigger_id: z.string(),
  response_url: z.url(),
  container: z.object({ is_ephemeral: z.boolean().optional() }).optional(),
  actions: z.tuple([
    z.object({
      block_id: z.string(),
      value: z.string().optional(),
      selected_option: z
        .object({ value: z.string(), text: z.object({ text: z.string() }).optional() })
        .nullish(),
    }),
  ]),
});

/** https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
export const submissionPayload = z.object({
  user: z.object({ id: z.string() }),
  view: z.object({
    id: z.string(),
    private_metadata: z.string(),
    state: z.object({
      values: z.record(z.string(), z.record(z.string(), z.object({ value: z.string().nullish() }))),
    }),
  }),
});

/** The action a command name stands for. */
export function actionOf(command: z.infer<typeof commandPayload>['command']): Action {
  return command === commands.reactivate ? 'reactivate' : 'deactivate';
}
