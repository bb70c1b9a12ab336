import type { types } from '@slack/bolt';

import type { Texts } from '../../i18n/en.ts';
import type { Line } from '../../i18n/line.ts';
import type { Action, WorkfrontUser } from '../../requests/request.ts';
import { fields, views } from '../ids.ts';
import { oneLine } from '../odd-text.ts';
import { cut, limits } from '../text.ts';
import { paragraph, plain, type Block, type Content } from './blocks.ts';

/** What the form offers. `named`: the people of a message; null: it does not come from one. */
export type FormFacts = {
  readonly action: Action;
  readonly named: readonly NamedOption[] | null;
  readonly hasFiles: boolean;
  readonly reasonRequired: boolean;
  readonly ticketRequired: boolean;
  readonly maxBulk: number;
};

/** Somebody found in a message. `value` has at most 150 characters. */
export type NamedOption = { readonly label: string; readonly value: string };

type WindowOptions = {
  readonly action?: Action;
  readonly externalId?: string;
  /** The last one: closing it closes what is below as well. */
  readonly isLast?: boolean;
};

/** A window with these lines. Its close button leads back to the window below, if there is one. */
export function linesWindow(
  lines: readonly Line[],
  texts: Texts,
  { action, externalId, isLast = false }: WindowOptions = {},
): types.ModalView {
  const { form } = texts;
  return {
    type: 'modal',
    title: plain(action ? form.title[action] : texts.window.title, limits.modalTitle),
    close: plain(isLast ? form.done : form.back, limits.modalTitle),
    ...(isLast && { clear_on_close: true }),
    ...(externalId !== undefined && { external_id: externalId }),
    blocks: [paragraph(lines)],
  };
}

/** A private answer as a window. */
export function noteWindow(content: Content, texts: Texts, options: WindowOptions = {}): types.ModalView {
  return { ...linesWindow([], texts, options), blocks: content.blocks };
}

/** The form. The action travels with the window; nothing else does. */
export function formView(facts: FormFacts, texts: Texts): types.ModalView {
  const { form } = texts;
  return {
    type: 'modal',
    callback_id: views.form,
    private_metadata: facts.action,
    title: plain(form.title[facts.action], limits.modalTitle),
    submit: plain(form.submit, limits.modalTitle),
    close: plain(form.close, limits.modalTitle),
    blocks: [
      ...namedBlocks(facts, texts),
      input(
        fields.people,
        form.people,
        {
          type: 'multi_external_select',
          min_query_length: 2,
          placeholder: plain(form.search, 150),
          focus_on_load: facts.named === null,
        },
        { optional: true, hint: form.peopleHint },
      ),
      input(
        fields.list,
        form.list,
        { type: 'plain_text_input', multiline: true, max_length: limits.input },
        { optional: true, hint: form.listHint(facts.maxBulk, facts.hasFiles) },
      ),
      ...(facts.hasFiles
        ? [
            input(
              fields.file,
              form.file,
              { type: 'file_input', filetypes: ['csv', 'txt', 'tsv'], max_files: 1 },
              { optional: true, hint: form.fileHint },
            ),
          ]
        : []),
      input(
        fields.reason,
        form.reason,
        { type: 'plain_text_input', max_length: 1500 },
        { optional: !facts.reasonRequired },
      ),
      ...(facts.ticketRequired
        ? [
            input(
              fields.ticket,
              form.ticket,
              { type: 'plain_text_input', max_length: 500 },
              { optional: false },
            ),
          ]
        : []),
      ...(facts.action === 'deactivate' ? successorBlocks(texts) : []),
      input(fields.when, form.when, { type: 'datetimepicker' }, { optional: true, hint: form.whenHint }),
    ],
  };
}

/** Who takes over what they hold, and whether that has to come first. */
function successorBlocks({ form }: Texts): Block[] {
  const all = { text: plain(form.onlyIfAllOption, limits.option), value: 'all' };
  return [
    input(
      fields.successor,
      form.successor,
      { type: 'external_select', min_query_length: 0, placeholder: plain(form.search, 150) },
      { optional: true, hint: form.successorHint },
    ),
    input(fields.onlyIfAll, form.onlyIfAll, { type: 'checkboxes', options: [all] }, { optional: true }),
  ];
}

/** The successor that needs no look-up: each one's own manager. */
export function managerOption({ form }: Texts): types.PlainTextOption {
  return { text: plain(form.manager, limits.option), value: managerValue };
}

/** No id of Workfront's. */
export const managerValue = 'manager';

type Element = types.InputBlock['element'];

function input(
  id: string,
  label: string,
  element: Element,
  { optional, hint }: { readonly optional: boolean; readonly hint?: string },
): types.InputBlock {
  return {
    type: 'input',
    block_id: id,
    label: plain(label, 2000),
    optional,
    ...(hint !== undefined && { hint: plain(hint, 2000) }),
    element: { ...element, action_id: id },
  };
}

/** Everybody found in the message to choose from; chosen already only if it is a single one. */
function namedBlocks({ named }: FormFacts, { form }: Texts): Block[] {
  if (named === null) return [];
  if (named.length === 0) return [paragraph([form.nobodyNamed])];
  const options = named.slice(0, mostNamed).map(({ label, value }) => ({
    text: plain(oneLine(label) || value, limits.option),
    value,
  }));
  const [only, another] = options;
  const element = {
    type: 'multi_static_select',
    ...(options.length > mostOptions ? { option_groups: groupsOf(options, form) } : { options }),
    ...(only && !another && { initial_options: [only] }),
  } as const;
  const rest = named.length - options.length;
  return [
    input(fields.named, form.named, element, { optional: true }),
    ...(rest > 0 ? [paragraph([form.namedRest(rest)])] : []),
  ];
}

/** One list of Slack's holds a hundred, and a window 250 kB. */
const [mostOptions, mostNamed] = [100, 500];

function groupsOf(options: readonly types.PlainTextOption[], { group }: Texts['form']) {
  const count = Math.ceil(options.length / mostOptions);
  return Array.from({ length: count }, (_, index) => {
    const inGroup = options.slice(index * mostOptions, (index + 1) * mostOptions);
    const first = index * mostOptions + 1;
    return { label: plain(group(first, first + inGroup.length - 1), limits.option), options: inGroup };
  });
}

/** One person of the type-ahead, with what stands against asking for them. */
export function personOption(
  user: WorkfrontUser,
  mark: 'inactive' | 'active' | 'protected' | null,
  { form }: Texts,
): types.PlainTextOption {
  const name = oneLine(user.name) || user.id;
  const address = oneLine(user.email || user.username);
  const words = mark === null ? name : form[mark](cut(name, limits.option - form[mark]('').length));
  return {
    text: plain(words, limits.option),
    ...(address && { description: plain(address, limits.description) }),
    value: user.id,
  };
}
