import type { SentMail } from '../../demo/wire.ts';
import { h } from '../dom/element.ts';
import { keep } from '../dom/keyed.ts';
import { post } from '../server.ts';

const shownAtFirst = 3;

/** The mail that Workfront would have sent: the newest, and all of it for who asks. */
export function createMails() {
  let mails: readonly SentMail[] = [];
  let isOpen = false;
  const count = h('p.note');
  const list = h('ul.directory', { 'aria-label': 'Mails Workfront sent' });
  const draw = () => {
    count.textContent = countOf(mails);
    const lines = mails.map((mail, index) => ({ key: `${index}`, signature: '', build: () => line(mail) }));
    keep(list, lines.toReversed().slice(0, isOpen ? mails.length : shownAtFirst));
    toggle.hidden = mails.length <= shownAtFirst;
    toggle.textContent = isOpen ? 'Show the newest only' : `Show all ${mails.length}`;
    toggle.setAttribute('aria-expanded', String(isOpen));
  };
  const onclick = () => {
    isOpen = !isOpen;
    draw();
  };
  const toggle = h('button.button.small', { onclick, hidden: true });
  return {
    element: h('section.mails', h('h3', 'Mails Workfront sent'), count, list, h('p.links', toggle)),
    async render(): Promise<void> {
      mails = await post<readonly SentMail[]>('workfront-mails', {});
      draw();
    },
  };
}

function line({ to, subject }: SentMail): HTMLElement {
  return h('li', h('div.grow', h('p.person-name', subject), h('p.person-about', `to ${to}`)));
}

function countOf(mails: readonly SentMail[]): string {
  const people = new Set(mails.map(({ to }) => to)).size;
  if (mails.length === 0) return 'None so far.';
  return `${mails.length} to ${people === 1 ? '1 person' : `${people} people`}, the newest first`;
}
