import type { DirectoryUser } from '../../demo/wire.ts';
import { act } from '../act.ts';
import { h } from '../dom/element.ts';
import { keep } from '../dom/keyed.ts';
import { post } from '../server.ts';
import { createMails } from './mails.ts';

/** The tab with the mail that Workfront would have sent, and its own list of people. */
export function createDirectory() {
  const search = h('input', { id: 'people-search', class: 'field', type: 'search', autocomplete: 'off' });
  const list = h('ul.directory', { 'aria-label': 'People in Workfront' });
  const count = h('p.note', { role: 'status' });
  const mails = createMails();
  const render = async () => {
    const query = search.value;
    const [users] = await Promise.all([
      post<readonly DirectoryUser[]>('workfront-users', { query }),
      mails.render(),
    ]);
    if (query !== search.value) return;
    const words = users.length === 1 ? '1 person' : `${users.length} people`;
    count.textContent = users.length === 50 ? 'The first 50 people' : words;
    keep(
      list,
      users.map((user) => ({ key: user.id, signature: JSON.stringify(user), build: () => line(user) })),
    );
  };
  search.addEventListener('input', () => void render());
  const element = h(
    'div.tab-body',
    mails.element,
    h('p.note', 'The buttons here act as an administrator in Workfront itself would, past the bot.'),
    h('label', { for: 'people-search', class: 'label' }, 'Search by name or e-mail'),
    search,
    count,
    list,
  );
  return { element, render };
}

function line(user: DirectoryUser): HTMLElement {
  const { id, name, email, title, isActive, isAdmin } = user;
  const onclick = () => void act('workfront-set-active', { id, isActive: !isActive });
  const verb = isActive ? 'Deactivate' : 'Reactivate';
  const about = [email, title, isAdmin ? 'administrator' : ''].filter((part) => part !== '').join(' · ');
  return h(
    'li',
    h('div.grow', h('p.person-name', name), h('p.person-about', about)),
    h('span', { class: isActive ? 'mark good' : 'mark off' }, isActive ? 'active' : 'inactive'),
    h('button.button.small', { 'aria-label': `${verb} ${name}`, 'data-focus': id, onclick }, verb),
  );
}
