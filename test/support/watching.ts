import { channels, people } from '../../sandbox/acme.ts';
import { plainText } from '../../sandbox/slack/block-kit/plain-text.ts';
import type { PersonDriver } from '../../sandbox/slack/person/driver.ts';
import type { SlackSandbox } from '../../sandbox/slack/sandbox.ts';
import type { Message, MessageRef } from '../../sandbox/slack/state/records.ts';
import { steady, words } from './words.ts';

export type Who = keyof typeof people;
export type Persons = Readonly<Record<Who, PersonDriver>>;

/** What can be seen in Slack. Everything waits until it is there, fifteen seconds at most. */
export type Watching = {
  /** The newest message in the approval channel whose words include `part`. */
  confirm(part: string): Promise<Message>;
  /** The newest private answer to that person whose words include `part`. */
  answer(who: Who, part: string): Promise<Message>;
  /** The newest direct message to that person whose words include `part`, in its words. */
  dm(who: Who, part: string): Promise<string>;
  /** The words of this very message once they include `part`. */
  shows(message: MessageRef, part: string, timeoutMs?: number): Promise<string>;
  /** Does something, and gives the words of the private answer that comes of it, the look-up's note aside. */
  hears(who: Who, doing: () => Promise<unknown>): Promise<string>;
  /** The words of the window that this person has open, once they include `part`. */
  window(who: Who, part: string): Promise<string>;
  /** The lines of the audit channel, once one includes `part`, without numbers and hashes. */
  auditLines(part: string): Promise<readonly string[]>;
  /** What the bot did that Slack would not have taken: late or missing acks, bad blocks, unknown calls. */
  faults(): readonly string[];
};

/** The six of Acme, to act and look as. */
export function personsOf(slack: SlackSandbox): Persons {
  const driver = (who: Who) => slack.person(people[who].id);
  return {
    rita: driver('rita'),
    alan: driver('alan'),
    bea: driver('bea'),
    oscar: driver('oscar'),
    tyler: driver('tyler'),
    mina: driver('mina'),
  };
}

/** See `Watching`. */
export function watch(slack: SlackSandbox, person: Persons): Watching {
  const newest = (find: () => readonly Message[], part: string, where: string) =>
    slack.until(() => find().findLast((one) => plainText(one).includes(part)), `"${part}" ${where}`);
  const privately = (who: Who) => person[who].sees().filter(({ ephemeralTo }) => ephemeralTo !== null);
  return {
    confirm: (part) =>
      newest(() => slack.messages(channels.approvals.id).filter(isThere), part, 'in #wf-approvals'),
    answer: (who, part) => newest(() => privately(who), part, `in a private answer to ${who}`),
    dm: async (who, part) => words(await newest(() => person[who].dm(), part, `in a DM to ${who}`)),
    shows: (message, part, timeoutMs) =>
      slack.until(
        () => {
          const now = slack.message(message);
          return now && plainText(now).includes(part) && words(now);
        },
        `"${part}" in the message`,
        timeoutMs,
      ),
    async hears(who, doing) {
      const before = new Set(privately(who).map(({ ts }) => ts));
      await doing();
      const isNew = (one: Message) => !before.has(one.ts) && !plainText(one).startsWith(':mag:');
      return words(await slack.until(() => privately(who).find(isNew), `a private answer to ${who}`));
    },
    window: (who, part) =>
      slack.until(() => {
        const view = person[who].openView();
        const text = view && plainText({ ...view, text: '' });
        return text?.includes(part) && steady(text);
      }, `"${part}" in a window of ${who}`),
    auditLines: (part) =>
      slack.until(() => {
        const posts = slack.messages(channels.audit.id);
        const lines = posts.flatMap((one) => words(one).split('\n').map(withoutNumber));
        return lines.some((line) => line.includes(part)) && lines;
      }, `"${part}" in #wf-audit`),
    faults: () => [...slack.uncovered, ...slack.traffic.flatMap(faultOf)],
  };
}

function isThere({ deleted }: Message): boolean {
  return !deleted;
}

function faultOf(exchange: SlackSandbox['traffic'][number]): readonly string[] {
  if (exchange.kind === 'payload') {
    const { type, problem, ackMilliseconds } = exchange;
    if (problem !== null) return [`${type}: ${problem}`];
    return ackMilliseconds === null || ackMilliseconds < 3000 ? [] : [`${type}: late`];
  }
  const answer = JSON.stringify(exchange.answer);
  return /invalid_(?!url)|missing_scope|too_long|no_text/u.test(answer)
    ? [`${exchange.method}: ${answer}`]
    : [];
}

function withoutNumber(line: string): string {
  return line.replace(/^#[\d–]+ /u, '').replace(/ · [0-9a-f]{12}$/u, '');
}
