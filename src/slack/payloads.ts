import { z } from 'zod';

import { action, isRequestId, type Action } from '../requests/request.ts';
import { personForm } from './envelope.ts';
import { blocks, commands, inputs } from './ids.ts';

/** The id of who typed or clicked. */
const person = z.string().regex(personForm);

/** https://docs.slack.dev/interactivity/implementing-slash-commands#app_command_handling */
export const commandPayload = z.object({
  command: z.enum([commands.deactivate, commands.reactivate]),
  text: z.string().default(''),
  user_id: person,
  trigger_id: z.string(),
  response_url: z.url(),
});

/** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export const actionPayload = z.object({
  user: z.object({ id: person }),
  trigger_id: z.string(),
  response_url: z.url(),
  container: z.object({ is_ephemeral: z.boolean().optional(), channel_id: z.string().optional() }).optional(),
  actions: z.tuple([
    z.object({
      /** Of a choice: the id of the look-up. */
      block_id: z.string().default(''),
      value: z.string().optional(),
      selected_option: z
        .object({ value: z.string(), text: z.object({ text: z.string() }).optional() })
        .nullish(),
    }),
  ]),
});

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'not JSON' });
    return z.NEVER;
  }
});

const listing = z.object({
  which: z.enum(['open', 'own', 'history']),
  about: z.string().max(250).nullable(),
  page: z.int().min(0).max(1_000),
});

/** What a button under a list of requests holds: which list it is, and nothing that decides. */
export const listingPayload = json.pipe(listing);

/** The same, and the request that is to be taken back or stopped. */
export const listedPayload = json.pipe(listing.extend({ requestId: z.string() }));

/** What travels with the window that stops a request; `list`: from which it was opened. */
export const stopMetadata = json.pipe(
  z.object({
    requestId: z.string(),
    list: z.object({ listing, responseUrl: z.url() }).nullable(),
  }),
);

export type ActionPayload = z.infer<typeof actionPayload>;

/** Whether what was clicked is a message to this person alone: an ephemeral or a direct message. */
export function isPrivate({ container }: Pick<ActionPayload, 'container'>): boolean {
  return (container?.is_ephemeral ?? false) || (container?.channel_id?.startsWith('D') ?? false);
}

/** https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
export const submissionPayload = z.object({
  user: z.object({ id: person }),
  view: z.object({
    id: z.string(),
    private_metadata: z.string(),
    state: z.object({
      values: z.record(z.string(), z.record(z.string(), z.object({ value: z.string().nullish() }))),
    }),
  }),
});

export type SubmissionPayload = z.infer<typeof submissionPayload>;

const option = z.object({ value: z.string(), text: z.object({ text: z.string() }) });

/** A click in a private message, which has an address, or in a window. */
export const listClickPayload = z.object({
  user: z.object({ id: person }),
  response_url: z.url().optional(),
  view: z.object({ id: z.string() }).optional(),
  actions: z.tuple([z.object({ block_id: z.string(), selected_option: option.nullish() })]),
});

/** A click on a button that opens a window, in a message or in a window. */
export const openingPayload = z.object({
  user: z.object({ id: z.string() }),
  trigger_id: z.string(),
  view: z.object({ id: z.string() }).optional(),
  actions: z.tuple([z.object({ value: z.string() })]),
});

/** https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload */
export const shortcutPayload = z.object({
  user: z.object({ id: person }),
  trigger_id: z.string(),
  /** Of a shortcut of a message. */
  message: z
    .object({
      text: z.string().default(''),
      blocks: z.unknown().optional(),
      attachments: z.unknown().optional(),
    })
    .optional(),
});

/** A file as a form hands it over. https://docs.slack.dev/reference/objects/file-object */
export const fileObject = z.object({
  id: z.string(),
  size: z.number().optional(),
  file_access: z.string().optional(),
  url_private_download: z.url().optional(),
});

const field = z.object({
  value: z.string().nullish(),
  selected_options: z.array(option).nullish(),
  selected_option: option.nullish(),
  // Up to the year 2286.
  selected_date_time: z.int().min(0).max(9_999_999_999).nullish(),
  files: z.array(fileObject).nullish(),
});

/** The form, sent. */
export const formPayload = z.object({
  user: z.object({ id: person }),
  view: z.object({
    private_metadata: z.string(),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), field)) }),
  }),
});

/** https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload */
export const suggestionPayload = z.object({
  user: z.object({ id: person }),
  value: z.string(),
  view: z.object({ private_metadata: z.string() }).optional(),
});

/** The id of a look-up or a list, which have the form of a request's; of whatever else is sent, nobody's: ''. */
export function storedId(text: string): string {
  return isRequestId(text) ? text : '';
}

/** The action that travels with the form; `deactivate` where it is none. */
export function actionIn(metadata: string | undefined): Action {
  return action.catch('deactivate').parse(metadata);
}
/** A click in a window that shows a request: the button's value is the page to turn to. */
export const turnPayload = z.object({
  user: z.object({ id: person }),
  view: z.object({ id: z.string(), private_metadata: z.string() }),
  actions: z.tuple([z.object({ value: z.coerce.number().int() })]),
});

/** Another kind or page of what people hold. */
export const heldPayload = z.object({
  user: z.object({ id: person }),
  view: z.object({ id: z.string(), private_metadata: z.string() }),
  actions: z.tuple([
    z.object({
      value: z.string().optional(),
      selected_option: z.object({ value: z.string() }).nullish(),
    }),
  ]),
});

/** The people who are to be left out. */
export const leavingSubmission = z.object({
  user: z.object({ id: person }),
  view: z.object({
    id: z.string(),
    private_metadata: z.string(),
    state: z.object({
      values: z.object({
        [blocks.leaveOut]: z.object({
          [inputs.leaveOut]: z.object({ selected_options: z.array(z.object({ value: z.string() })) }),
        }),
      }),
    }),
  }),
});

/** The action a command name stands for. */
export function actionOf(command: z.infer<typeof commandPayload>['command']): Action {
  return command === commands.reactivate ? 'reactivate' : 'deactivate';
}
