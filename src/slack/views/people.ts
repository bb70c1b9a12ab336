import type { types } from '@slack/bolt';

import type { Texts } from '../../i18n/en.ts';
import { joined, user, type Line } from '../../i18n/line.ts';
import { wantedTargets, type Request, type Target } from '../../requests/request.ts';
import { actions, blocks, inputs, views } from '../ids.ts';
import { cut, limits } from '../text.ts';
import { aside, button, paragraph, plain, type Block } from './blocks.ts';
import { marked, nameAndAddress } from './person.ts';
import { outcomeInShort } from './short-outcome.ts';

const pageSize = 40;

/** A window with everybody whom a request is about, forty at a time: what an approver has to know, and what became of each. */
export function everybodyView(request: Request, page: number, texts: Texts): types.ModalView {
  const { people } = texts;
  const { targets } = request;
  const { shown, foot } = pageOf(targets, { page, size: pageSize, action: actions.turnPeople }, texts);
  return {
    type: 'modal',
    private_metadata: request.id,
    title: plain(people.title, limits.modalTitle),
    close: plain(people.close, limits.modalTitle),
    blocks: [paragraph(shown.map((target) => personLine(target, texts))), ...foot],
  };
}

/** The page of a list that a window shows, or the nearest there is, and what stands below it: its place, and the way on. */
export function pageOf<T>(
  all: readonly T[],
  { page, size, action }: { readonly page: number; readonly size: number; readonly action: string },
  texts: Texts,
): { readonly shown: readonly T[]; readonly foot: readonly Block[] } {
  const last = Math.max(0, Math.ceil(all.length / size) - 1);
  const here = Math.min(Math.max(0, page), last);
  const shown = all.slice(here * size, (here + 1) * size);
  const text = texts.people.shown(here * size + 1, here * size + shown.length, all.length);
  return { shown, foot: [aside([{ kind: 'text', text }]), ...turners(action, here, last, texts)] };
}

/** To the page before and the one after, whose number is the value; two buttons of one block need ids of their own. */
function turners(action: string, here: number, last: number, { people }: Texts): readonly Block[] {
  const elements = [
    ...(here > 0 ? [button(`${action}_back`, people.previous, String(here - 1))] : []),
    ...(here < last ? [button(`${action}_on`, people.next, String(here + 1))] : []),
  ];
  return elements.length > 0 ? [{ type: 'actions', elements }] : [];
}

/** Name, address, what became of the person, and what an approver has to know. */
function personLine(target: Target, texts: Texts): Line {
  const { people } = texts;
  const who = nameAndAddress(target.user, 60);
  if (target.leftOutBy !== null) return people.listed(who, people.leftOut(user(target.leftOutBy)));
  const told = [
    ...(target.outcome.result === 'waiting' ? [] : [outcomeInShort(target.outcome, texts)]),
    ...marked(target.user, texts),
  ];
  return told.length === 0 ? people.alone(who) : people.listed(who, joined(told, ' · '));
}

/** Asks whom to leave out: names are offered as they are typed, since a list may be long. */
export function leaveOutView(request: Request, texts: Texts): types.ModalView {
  const { leaving } = texts.people;
  return {
    type: 'modal',
    callback_id: views.leaveOut,
    private_metadata: request.id,
    title: plain(leaving.title, limits.modalTitle),
    submit: plain(leaving.submit, limits.modalTitle),
    close: plain(leaving.close, limits.modalTitle),
    blocks: [
      {
        type: 'input',
        block_id: blocks.leaveOut,
        label: plain(leaving.label, 2000),
        hint: plain(leaving.hint, 2000),
        element: {
          type: 'multi_external_select',
          action_id: inputs.leaveOut,
          min_query_length: 0,
          placeholder: plain(leaving.placeholder, 150),
        },
      },
    ],
  };
}

/** The most that Slack takes: https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload */
const mostOptions = 100;

/** Those of the request who can still be left out and whose name or address holds what was typed. */
export function leaveOutOptions(request: Request, typed: string): types.PlainTextOption[] {
  const wanted = folded(typed.trim());
  return wantedTargets(request)
    .filter(({ user: { name, email } }) => folded(`${name} ${email}`).includes(wanted))
    .slice(0, mostOptions)
    .map(({ user: one }) => ({
      text: plain(cut(nameAndAddress(one, 60), limits.option), limits.option),
      value: one.id,
    }));
}

function folded(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
