import type { DirectoryUser, SentMail } from '../../demo/wire.ts';
import { h, keep, part } from '../dom/element.ts';
import { act, call } from '../server.ts';

const MAILS_AT_FIRST = 3;
const MOST_USERS = 50;

let mails: readonly SentMail[] = [];
let isOpen = false;
const mailCount = h('p.note');
const mailList = h('ul.directory', { 'aria-label': 'Mails Workfront sent' });
const toggle = h('button.button.small', { onclick: toggleMails, hidden: true });

const search = h('input', { id: 'people-search', class: 'field', type: 'search', autocomplete: 'off' });
const count = h('p.note', { role: 'status' });
const list = h('ul.directory', { 'aria-label': 'People in Workfront' });
search.addEventListener('input', () => void renderDirectory());

/** The tab with the mail that Workfront would have sent, and its own list of people. */
export const directory = h(
  'div.tab-body.stack',
  h('section.stack', h('h3', 'Mails Workfront sent'), mailCount, mailList, h('p.across.wraps', toggle)),
  h('p.note', 'The buttons here act as an administrator in Workfront itself would, past the bot.'),
  h('label.label', { for: 'people-search' }, 'Search by name or e-mail'),
  search,
  count,
  list,
);

/** Looks at mails and people anew. */
export async function renderDirectory(): Promise<void> {
  const query = search.value;
  const [users, sent] = await Promise.all([
    call<readonly DirectoryUser[]>('workfront-users', { query }),
    call<readonly SentMail[]>('workfront-mails', {}),
  ]);
  mails = sent;
  drawMails();
  if (query !== search.value) return;
  count.textContent = users.length === MOST_USERS ? 'The first 50 people' : people(users.length);
  keep(
    list,
    users.map((user) => part(user.id, user, () => personLine(user))),
  );
}

const people = (number: number) => (number === 1 ? '1 person' : `${number} people`);

function toggleMails(): void {
  isOpen = !isOpen;
  drawMails();
}

/** The newest mails, and all of them for who asks. */
function drawMails(): void {
  const receivers = people(new Set(mails.map(({ to }) => to)).size);
  mailCount.textContent =
    mails.length === 0 ? 'None so far.' : `${mails.length} to ${receivers}, the newest first`;
  const lines = mails.map((mail, index) => part(`${index}`, '', () => mailLine(mail))).toReversed();
  keep(mailList, isOpen ? lines : lines.slice(0, MAILS_AT_FIRST));
  toggle.hidden = mails.length <= MAILS_AT_FIRST;
  toggle.textContent = isOpen ? 'Show the newest only' : `Show all ${mails.length}`;
  toggle.setAttribute('aria-expanded', String(isOpen));
}

const mailLine = ({ to, subject }: SentMail) =>
  h('li.across', h('div.grow', h('p.person-name', subject), h('p.person-about', `to ${to}`)));

function personLine({ id, name, email, title, isActive, isAdmin }: DirectoryUser): HTMLElement {
  const onclick = () => void act('workfront-set-active', { id, isActive: !isActive });
  const verb = isActive ? 'Deactivate' : 'Reactivate';
  const about = [email, title, isAdmin && 'administrator'].filter(Boolean).join(' · ');
  return h(
    'li.across',
    h('div.grow', h('p.person-name', name), h('p.person-about', about)),
    h(isActive ? 'span.mark.good' : 'span.mark.off', isActive ? 'active' : 'inactive'),
    h('button.button.small', { id: `switch-${id}`, 'aria-label': `${verb} ${name}`, onclick }, verb),
  );
}
