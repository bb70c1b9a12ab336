import type { types } from '@slack/bolt';

import type { Texts } from '../../i18n/en.ts';
import { joined, line, type Line } from '../../i18n/line.ts';
import type { LookUp } from '../../requests/ports.ts';
import type { WorkfrontUser } from '../../requests/request.ts';
import { actions } from '../ids.ts';
import { odditiesOf, oneLine } from '../odd-text.ts';
import { limits } from '../text.ts';
import { brief, paragraph, plain, summary, type Block, type Content } from './blocks.ts';

/** A private list to choose one user from; the look-up's id travels as the block's id. */
export function picker(
  lookUp: LookUp,
  users: readonly WorkfrontUser[],
  more: boolean,
  texts: Texts,
): Content {
  const words = more ? texts.picker.titleMore : texts.picker.title;
  const title = words(users.length, brief(lookUp.asked));
  const listed = users.length <= 10 ? users.map((user) => listedPerson(user, texts)) : [];
  const blocks: Block[] = [
    paragraph([title, ...listed]),
    {
      type: 'actions',
      block_id: lookUp.id,
      elements: [
        {
          type: 'static_select',
          action_id: actions.pick,
          placeholder: plain(texts.picker.placeholder, 150),
          options: users.map((user) => userOption(user, texts)),
        },
      ],
    },
  ];
  return { text: summary([title]), blocks };
}

/** One of those who may be meant, as a choice; its value is the Workfront id. */
export function userOption(user: WorkfrontUser, texts: Texts): types.PlainTextOption {
  return {
    text: plain(oneLine(user.name) || user.id, limits.option),
    description: plain(details(user, texts).map(oneLine).join(' · '), limits.description),
    value: user.id,
  };
}

/** A person in a list of those who may be meant. */
export function listedPerson(user: WorkfrontUser, texts: Texts): Line {
  const facts = details(user, texts).map((part) => brief(part));
  return joined([line`• *${brief(user.name)}*`, ...facts], ' · ');
}

/** What tells people of the same name apart: what is odd about it, active or not, e-mail, group. */
function details(user: WorkfrontUser, texts: Texts): readonly string[] {
  const { active, inactive, odd } = texts.picker;
  return [
    ...odditiesOf(user).map((oddity) => odd[oddity]),
    user.email || user.username,
    ...(user.homeGroup ? [user.homeGroup] : []),
    user.isActive ? active : inactive,
  ];
}
