import type { Texts } from '../../i18n/en.ts';
import type { Line } from '../../i18n/line.ts';
import type { Request } from '../../requests/request.ts';
import { isAsWished, whoOf } from './outcome.ts';

const adminConsole = 'https://adminconsole.adobe.com/';

/** What a person still has to do once somebody was deactivated. */
export function leftToDoLines(request: Request, { leftToDo, heading }: Texts): readonly Line[] {
  if (request.action !== 'deactivate' || request.dryRun || !request.targets.some(isAsWished)) return [];
  const console = { kind: 'link', url: adminConsole, label: leftToDo.consoleName } as const;
  const isOne = request.targets.length === 1;
  return [leftToDo.console(console, isOne ? whoOf(request, heading) : leftToDo.many)];
}
