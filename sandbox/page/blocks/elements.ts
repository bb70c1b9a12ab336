import type { Block } from '../../slack/block-kit/blocks.ts';
import type { InteractiveElement } from '../../slack/block-kit/elements.ts';
import { h } from '../dom/element.ts';
import { menu } from '../dom/menu.ts';
import { drawEmoji } from '../text/draw-emoji.ts';
import { renderBoxes, renderSelect, type Element } from './choices.ts';
import { renderPicker, renderTextInput } from './inputs.ts';
import { renderFileInput, renderMultiSelect } from './many.ts';
import { domId, use, type Surface, type Used } from './surface.ts';

function renderButton(element: Element<'button'>, used: Used, surface: Surface): HTMLElement {
  const button = h(
    'button',
    {
      type: 'button',
      class: `button ${element.style ?? ''}`,
      'aria-label': element.accessibility_label,
      'data-focus': domId(surface, used, used.actionId),
      onclick: () => {
        if (element.url !== undefined && /^https?:\/\//.test(element.url))
          window.open(element.url, '_blank', 'noreferrer');
        void use(surface, button, used);
      },
    },
    drawEmoji(element.text.text),
  );
  return button;
}

function renderOverflow(element: Element<'overflow'>, used: Used, surface: Surface): HTMLElement {
  const items = element.options.map(({ text, value }) => ({
    words: drawEmoji(text.text),
    onclick: (opener: HTMLElement) => void use(surface, opener, used, value),
  }));
  return menu(domId(surface, used, used.actionId), 'More', 'more', items);
}

/** What a menu is called: as its input block is labelled, elsewhere by its placeholder. */
function nameOf(
  { placeholder }: { readonly placeholder?: { readonly text: string } | undefined },
  { block }: Used,
  label: string,
): string {
  return block.type === 'input' ? label : (placeholder?.text ?? label);
}

/** An element that a person can use; `label` is what a screen reader calls it when it has no words of its own. */
export function renderElement(
  element: InteractiveElement,
  block: Block,
  surface: Surface,
  label: string,
): HTMLElement {
  const { type } = element;
  const confirm = 'confirm' in element ? element.confirm : undefined;
  const used: Used = { block, actionId: element.action_id ?? '', confirm };
  switch (type) {
    case 'button':
      return renderButton(element, used, surface);
    case 'overflow':
      return renderOverflow(element, used, surface);
    case 'static_select':
    case 'external_select':
    case 'users_select':
      return renderSelect(element, used, surface, nameOf(element, used, label));
    case 'checkboxes':
    case 'radio_buttons':
      return renderBoxes(element, used, surface, label);
    case 'datepicker':
    case 'timepicker':
    case 'datetimepicker':
      return renderPicker(element, used, surface, label);
    case 'plain_text_input':
      return renderTextInput(element, used, surface, label);
    case 'multi_static_select':
    case 'multi_external_select':
      return renderMultiSelect(element, used, surface, nameOf(element, used, label));
    case 'file_input':
      return renderFileInput(element, used, surface, label);
    default:
      return type satisfies never;
  }
}
