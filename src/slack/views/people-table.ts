import type { Texts } from '../../i18n/en.ts';
import type { Request } from '../../requests/request.ts';
import { csvTable } from './table.ts';

/** Everybody whom a request is about, as a table for those who decide: who they are, and when they were last there. */
export function peopleTable(request: Request, { people }: Texts): string {
  const { columns, yes, unknown } = people.list;
  const rows = request.targets.map(({ user }): Row => ({
    name: user.name,
    email: user.email,
    id: user.id,
    username: user.username,
    title: user.title ?? '',
    accessLevel: user.accessLevel ?? '',
    homeGroup: user.homeGroup ?? '',
    manager: user.manager ?? '',
    lastLogin: day(user.lastLoginAt),
    administrator: user.isAdmin === null ? unknown : user.isAdmin ? yes : '',
    ends: day(user.scheduledDeactivationAt),
  }));
  return csvTable(order, columns, rows);
}

type Column = keyof Texts['people']['list']['columns'];
type Row = Readonly<Record<Column, string>>;

const order: readonly Column[] = [
  'name',
  'email',
  'id',
  'username',
  'title',
  'accessLevel',
  'homeGroup',
  'manager',
  'lastLogin',
  'administrator',
  'ends',
];

function day(at: Date | null): string {
  return at === null ? '' : at.toISOString().slice(0, 10);
}
