import { setTimeout as wait } from 'node:timers/promises';

import type { PersonDriver } from '../../../sandbox/slack/person/driver.ts';
import type { SlackSandbox } from '../../../sandbox/slack/sandbox.ts';
import { actions, inputs } from '../../../src/slack/ids.ts';
import { hasButton, openMessages, requestIdIn } from './board.ts';
import { createRandom, type Random } from './settings.ts';
import { approvers, requesters, type Stage } from './stage.ts';

export type Verb = 'approve' | 'deny' | 'cancel';

/** One decision that a person sent; times in milliseconds since 1970. */
export type Deed = {
  readonly actor: string;
  readonly verb: Verb;
  readonly requestId: string;
  readonly at: number;
  /** Null: the bot did not acknowledge it, and the person was told so by Slack. */
  readonly ackedAt: number | null;
};

/** People who ask and decide until they are told to stop. */
export type Crowd = {
  readonly deeds: readonly Deed[];
  /** Workfront ids of those who were asked about, acknowledged or not. */
  readonly asked: readonly string[];
  /** How long each ack took, in milliseconds. */
  readonly acks: readonly number[];
  /** Nobody asks any more; approvers go on. */
  stopAsking(): void;
  /** Everybody goes home; resolves when the last click is answered. */
  stop(): Promise<void>;
};

type Members = {
  readonly stage: Stage;
  readonly deeds: Deed[];
  readonly asked: string[];
  readonly acks: number[];
  readonly mode: { asking: boolean; deciding: boolean };
};

/** How many requests stand open before requesters wait: more would only make every step slow. */
const mostOpen = 30;

/** Starts them. `name` seeds what they do. */
export function gatherCrowd(stage: Stage, name: string): Crowd {
  const members: Members = {
    stage,
    deeds: [],
    asked: [],
    acks: [],
    mode: { asking: true, deciding: true },
  };
  const loops = [
    ...requesters.map((id) => askAndAsk(members, id, createRandom(`${name}:asks:${id}`))),
    ...approvers.map((id) => decideAndDecide(members, id, createRandom(`${name}:decides:${id}`))),
  ];
  // A loop that breaks is told by `stop`; until then nobody waits for it.
  for (const loop of loops) loop.catch(() => {});
  return {
    deeds: members.deeds,
    asked: members.asked,
    acks: members.acks,
    stopAsking: () => {
      members.mode.asking = false;
    },
    async stop() {
      members.mode.asking = false;
      members.mode.deciding = false;
      await Promise.all(loops);
    },
  };
}

async function askAndAsk(members: Members, userId: string, random: Random): Promise<void> {
  const { slack, workfront } = members.stage;
  const person = slack.person(userId);
  while (members.mode.asking) {
    await wait(random.between(50, 500));
    if (openMessages(slack).length >= mostOpen) continue;
    const leaver = workfront.directory.add({ name: `Leaver ${members.asked.length + 1} of ${userId}` });
    members.asked.push(leaver.ID);
    const { milliseconds } = await person.type(`/wf-deactivate ${leaver.ID} reason: chaos`);
    if (milliseconds !== null) members.acks.push(milliseconds);
    if (random.chance(0.1)) await withdrawSomething(members, userId, random);
  }
}

async function withdrawSomething(members: Members, userId: string, random: Random): Promise<void> {
  const { slack } = members.stage;
  await wait(random.between(100, 600));
  const own = openMessages(slack).filter(({ blocks }) => JSON.stringify(blocks).includes(`by <@${userId}>`));
  if (own.length > 0) await act(members, userId, 'cancel', random.pick(own));
}

async function decideAndDecide(members: Members, userId: string, random: Random): Promise<void> {
  const { slack } = members.stage;
  while (members.mode.deciding) {
    await wait(random.between(50, 500));
    const open = openMessages(slack);
    if (open.length === 0) continue;
    await act(members, userId, random.chance(0.8) ? 'approve' : 'deny', random.pick(open));
  }
}

type Place = ReturnType<typeof openMessages>[number];

/** Clicks, and notes what came of it. The button is looked for and used in one turn of the event loop. */
async function act(members: Members, actor: string, verb: Verb, message: Place): Promise<void> {
  const { slack } = members.stage;
  const requestId = requestIdIn(message);
  if (requestId === null || !hasButton(message, actions[verb])) return;
  const person = slack.person(actor);
  if (verb === 'deny') return deny(members, { person, actor, requestId, message });
  const at = Date.now();
  const { ok, milliseconds } = await person.click(message, actions[verb]);
  note(members, { actor, verb, requestId, at, ackedAt: ok ? Date.now() : null }, milliseconds);
}

async function deny(
  members: Members,
  denial: {
    readonly person: PersonDriver;
    readonly actor: string;
    readonly requestId: string;
    readonly message: Place;
  },
): Promise<void> {
  const { person, actor, requestId, message } = denial;
  const clicked = await person.click(message, actions.deny);
  if (clicked.ok && (await seesForm(members.stage.slack, person))) {
    const view = person.openView();
    if (view) person.fill(view, { [inputs.denialReason]: 'not this one' });
    const at = Date.now();
    const { ok, milliseconds } = await person.submit();
    note(members, { actor, verb: 'deny', requestId, at, ackedAt: ok ? Date.now() : null }, milliseconds);
  }
  while (person.openView()) await person.closeView();
}

/** False when the form does not come, since the click was refused or the bot died over it. */
async function seesForm(slack: SlackSandbox, person: PersonDriver): Promise<boolean> {
  const isForm = () => person.openView()?.blocks.some(({ type }) => type === 'input') ?? false;
  return slack.until(isForm, 'the form of a denial', 2_000).catch(() => false);
}

function note(members: Members, deed: Deed, milliseconds: number | null): void {
  members.deeds.push(deed);
  if (milliseconds !== null) members.acks.push(milliseconds);
}

/** Waits for the next decision that anybody sends, at most 3 s, and `thenMs` more. */
export async function nextDeed(crowd: Pick<Crowd, 'deeds'>, thenMs: number): Promise<void> {
  const before = crowd.deeds.length;
  const deadline = Date.now() + 3_000;
  while (crowd.deeds.length === before && Date.now() < deadline) await wait(5);
  await wait(thenMs);
}
