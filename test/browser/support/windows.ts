import type { types } from '@slack/bolt';

import { en } from '../../../src/i18n/en.ts';
import { noteView, denialView, waitView } from '../../../src/slack/views/denial.ts';
import { formView } from '../../../src/slack/views/form.ts';
import { heldView, lookingView } from '../../../src/slack/views/held-window.ts';
import { everybodyView, leaveOutView } from '../../../src/slack/views/people.ts';
import { refusalMessage } from '../../../src/slack/views/refusal.ts';
import { stopView } from '../../../src/slack/views/stop.ts';
import { summaryView } from '../../../src/slack/views/summary.ts';
import { draft, request } from './answers.ts';
import { another, names } from './cards.ts';
import { heldPages } from './held.ts';

/** Every window of the bot, by name. */
export function windows(): readonly { readonly name: string; readonly view: types.ModalView }[] {
  const many = request({ targets: names.map((name) => another(name)) });
  const form = {
    action: 'deactivate',
    named: null,
    hasFiles: true,
    reasonRequired: false,
    ticketRequired: false,
    maxBulk: 100,
  } as const;
  const named = names.slice(0, 3).map((name) => ({ label: name, value: `email:${name}` }));
  const refused = refusalMessage({ reason: 'not_an_approver' }, en, () => '');
  const stopping = { requestId: many.id, list: null };
  return [
    { name: 'window-wait', view: waitView(en) },
    { name: 'window-refusal', view: noteView(refused, en) },
    { name: 'window-deny', view: denialView(request(), 'Rita Olsen', en) },
    { name: 'window-stop', view: stopView(stopping, request(), en) },
    { name: 'window-form', view: formView(form, en) },
    {
      name: 'window-form-named',
      view: formView({ ...form, named, reasonRequired: true, ticketRequired: true }, en),
    },
    {
      name: 'window-summary',
      view: summaryView(draft, { links: new Map(), maxBulk: 100, dryRun: false }, en),
    },
    { name: 'window-everybody', view: everybodyView(many, 0, en) },
    { name: 'window-leave-out', view: leaveOutView(many, en) },
    { name: 'window-details-looking', view: lookingView(many.id, en) },
    ...Object.entries(heldPages).map(([when, page]) => ({
      name: `window-details-${when}`,
      view: heldView(page, en),
    })),
  ];
}
