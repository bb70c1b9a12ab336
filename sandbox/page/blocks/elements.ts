import type { Block } from '../../slack/block-kit/blocks.ts';
import type { InteractiveElement } from '../../slack/block-kit/elements.ts';
import { h } from '../dom/element.ts';
import { menu } from '../dom/menu.ts';
import { drawEmoji } from '../text/draw-emoji.ts';
import { renderBoxes, renderSelect, type AnySelect, type Element } from './choices.ts';
import { renderPicker, renderTextInput } from './inputs.ts';
import { renderFileInput, renderMultiSelect } from './many.ts';
import { domId, use, type Surface, type Used } from './surface.ts';

/** An element that a person can use; `label` is what a screen reader calls it when it has no words of its own. */
export function renderElement(
  element: InteractiveElement,
  block: Block,
  surface: Surface,
  label: string,
): HTMLElement {
  const { type } = element;
  const confirm = 'confirm' in element ? element.confirm : undefined;
  const actionId = element.action_id ?? '';
  const used: Used = { surface, block, actionId, confirm, label, id: domId(surface, block, actionId) };
  switch (type) {
    case 'button':
      return renderButton(element, used);
    case 'overflow':
      return renderOverflow(element, used);
    case 'static_select':
    case 'external_select':
    case 'users_select':
      return renderSelect(element, named(element, used));
    case 'checkboxes':
    case 'radio_buttons':
      return renderBoxes(element, used);
    case 'datepicker':
    case 'timepicker':
    case 'datetimepicker':
      return renderPicker(element, used);
    case 'plain_text_input':
      return renderTextInput(element, used);
    case 'multi_static_select':
    case 'multi_external_select':
      return renderMultiSelect(element, named(element, used));
    case 'file_input':
      return renderFileInput(element, used);
    default:
      return type satisfies never;
  }
}

function renderButton(element: Element<'button'>, used: Used): HTMLElement {
  const button = h(
    'button',
    {
      type: 'button',
      class: `button ${element.style ?? ''}`,
      'aria-label': element.accessibility_label,
      'data-focus': used.id,
      onclick: () => {
        if (element.url !== undefined && /^https?:\/\//.test(element.url))
          window.open(element.url, '_blank', 'noreferrer');
        void use(button, used);
      },
    },
    drawEmoji(element.text.text),
  );
  return button;
}

function renderOverflow(element: Element<'overflow'>, used: Used): HTMLElement {
  const items = element.options.map(({ text, value }) => ({
    words: drawEmoji(text.text),
    onclick: (opener: HTMLElement) => void use(opener, used, value),
  }));
  return menu(used.id, 'More', 'more', items);
}

/** What a select is called: as its input block is labelled, elsewhere by its placeholder. */
function named(element: AnySelect, used: Used): Used {
  const label = used.block.type === 'input' ? used.label : (element.placeholder?.text ?? used.label);
  return { ...used, label };
}
