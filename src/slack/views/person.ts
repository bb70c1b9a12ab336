import type { Texts } from '../../i18n/en.ts';
import { date, joined, user as userPart, type Line } from '../../i18n/line.ts';
import { mostOnCard } from '../../requests/ports.ts';
import type { Request, Target, WorkfrontUser } from '../../requests/request.ts';
import { odditiesOf } from '../odd-text.ts';
import { brief } from './blocks.ts';

/** A person without the name, which stands in the heading; a line for each fact. */
export function personLines(user: WorkfrontUser, { confirm }: Texts): readonly Line[] {
  const { fields } = confirm;
  const lines: Line[] = [];
  const address = addressOf(user);
  if (user.email) lines.push(fields.email(address));
  else lines.push(user.username ? fields.username(address) : fields.id(address));
  for (const field of ['title', 'accessLevel', 'homeGroup', 'manager'] as const) {
    const value = user[field];
    if (value) lines.push(fields[field](brief(value)));
  }
  lines.push(fields.lastLogin(user.lastLoginAt ? date(user.lastLoginAt) : confirm.never));
  return [...lines, ...warnings(user, confirm)];
}

/** What an approver has to know before anything else. */
function warnings(user: WorkfrontUser, confirm: Texts['confirm']): readonly Line[] {
  const { isAdmin, scheduledDeactivationAt } = user;
  const lines = odditiesOf(user).map((oddity) => confirm.warnOdd[oddity]);
  if (isAdmin) lines.push(confirm.warnAdmin);
  if (isAdmin === null) lines.push(confirm.warnAdminUnknown);
  if (scheduledDeactivationAt) lines.push(confirm.warnScheduled(date(scheduledDeactivationAt)));
  return lines;
}

/**
 * Many people: ten by name and address, each marked with what an approver has to know; those first of whom there is
 * something to know.
 */
export function peopleLines(targets: readonly Target[], texts: Texts): readonly Line[] {
  const { confirm } = texts;
  const isMarked = ({ user }: Target) => marked(user, texts).length > 0;
  const ordered = [...targets.filter(isMarked), ...targets.filter((target) => !isMarked(target))];
  const listed = ordered.slice(0, mostOnCard).map(({ user }) => {
    const person = confirm.person(brief(user.name, 80) || user.id, addressOf(user, 80));
    return confirm.listed(joined([person, ...marked(user, texts)], ' · '));
  });
  const left = targets.length - listed.length;
  return left > 0 ? [...listed, confirm.moreListed(left)] : listed;
}

/** What an approver has to know about one of many, in short. */
export function marked(user: WorkfrontUser, { confirm: { marks: words } }: Texts): readonly Line[] {
  const { isAdmin, scheduledDeactivationAt } = user;
  const lines = odditiesOf(user).map((oddity) => words[oddity]);
  if (isAdmin) lines.push(words.admin);
  if (isAdmin === null) lines.push(words.adminUnknown);
  if (scheduledDeactivationAt) lines.push(words.scheduled(date(scheduledDeactivationAt)));
  return lines;
}

/** Who was taken out of the request before it was decided, by each approver who did so. */
export function leftOutLines({ targets }: Pick<Request, 'targets'>, { confirm }: Texts): readonly Line[] {
  const out = new Map<string, string[]>();
  for (const { user, leftOutBy } of targets) {
    if (leftOutBy !== null) out.set(leftOutBy, [...(out.get(leftOutBy) ?? []), nameAndAddress(user, 40)]);
  }
  return [...out].map(([by, names]) => confirm.leftOut(userPart(by), brief(names.join(', '), 600)));
}

/** The e-mail address, or what stands for it. */
export function addressOf({ email, username, id }: WorkfrontUser, limit = 200): string {
  return brief(email, limit) || brief(username, limit) || id;
}

/** Name and address, for a sentence. */
export function nameAndAddress(user: WorkfrontUser, limit = 100): string {
  return `${brief(user.name, limit) || user.id} (${addressOf(user, limit)})`;
}
