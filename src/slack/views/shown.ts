import type { Texts } from '../../i18n/en.ts';
import type { Shown } from '../../usecases/show-holdings.ts';
import { brief, message, type Content } from './blocks.ts';
import { impactLines } from './holdings.ts';
import { personLines, addressOf } from './person.ts';
import { listedPerson } from './picker.ts';

/** What somebody holds, for the one who looks. */
export function shownAnswer(shown: Shown, texts: Texts): Content {
  const { holdings } = texts;
  if (shown.kind === 'several') {
    return message([
      holdings.several(brief(shown.asked), shown.users.length, shown.more),
      ...shown.users.map((user) => listedPerson(user, texts)),
    ]);
  }
  const { user, impact } = shown;
  return message([
    holdings.shownTo(brief(user.name), addressOf(user)),
    ...personLines(user, texts),
    ...impactLines(impact, true, texts),
  ]);
}
