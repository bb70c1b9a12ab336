import type { types } from '@slack/bolt';

import type { Texts } from '../../i18n/en.ts';
import { date, user, type Line } from '../../i18n/line.ts';
import { hasLeftToDo } from '../../requests/after-approval.ts';
import { isAsWished, type Request } from '../../requests/request.ts';
import { actions } from '../ids.ts';
import { button } from './blocks.ts';
import { whoOf } from './outcome.ts';

const adminConsole = 'https://adminconsole.adobe.com/';

/** What a person still has to do once somebody was deactivated, or who has done it. */
export function leftToDoLines(request: Request, { leftToDo, heading }: Texts): readonly Line[] {
  if (!hasLeftToDo(request)) return [];
  const { ticked } = request;
  const { length } = request.targets.filter((target) => isAsWished(target, request));
  const who = request.targets.length === 1 ? whoOf(request, heading) : leftToDo.many(length);
  if (ticked) return [leftToDo.consoleDone(who, user(ticked.by), date(ticked.at))];
  const console = { kind: 'link', url: adminConsole, label: leftToDo.consoleName } as const;
  return [leftToDo.console(console, who)];
}

/** The button that says it is done. */
export function leftToDoButtons(request: Request, { confirm }: Texts): types.Button[] {
  if (!hasLeftToDo(request) || request.ticked) return [];
  return [button(actions.tick, confirm.tick, request.id)];
}
