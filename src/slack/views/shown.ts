import type { Texts } from '../../i18n/en.ts';
import type { Shown } from '../../usecases/show-holdings.ts';
import { actions } from '../ids.ts';
import { brief, button, message, type Block, type Content } from './blocks.ts';
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
  const shownNow = message([
    holdings.shownTo(brief(user.name), addressOf(user)),
    ...personLines(user, texts),
    ...impactLines(impact, true, texts),
  ]);
  if (!impact.counts.some(({ count }) => count)) return shownNow;
  const details: Block = { type: 'actions', elements: [button(actions.details, holdings.details, user.id)] };
  return { ...shownNow, blocks: [...shownNow.blocks, details] };
}
