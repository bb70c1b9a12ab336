import { approversGroup, channels, people } from '../acme.ts';
import { plainText } from '../slack/block-kit/plain-text.ts';
import type { SlackSandbox } from '../slack/sandbox.ts';
import type { Message } from '../slack/state/records.ts';
import { named } from '../workfront/records/named.ts';
import type { Stage } from './stage.ts';

/** Plays the main job once and tells every step. @throws when a step does not happen within 15 s. */
export async function playMainJob({ slack, workfront }: Stage, write: (text: string) => void): Promise<void> {
  let steps = 0;
  const step = (what: string) => write(`\n${(steps += 1)}. ${what}\n`);
  const show = (text: string) => write(`${text}\n`);
  const [rita, alan] = [slack.person(people.rita.id), slack.person(people.alan.id)];

  const command = `/wf-deactivate ${people.tyler.email} reason: last day on Friday`;
  step(`${people.rita.name} (${people.rita.role}) types in #${channels.itHelp.name}:`);
  show(`    ${command}`);
  const typed = await rita.type(command, { channel: channels.itHelp.id });
  if (!typed.ok) throw new Error(`the bot did not take the command: ${typed.problem}`);
  show(`    The bot answered within ${typed.milliseconds?.toFixed(0)} ms (Slack allows 3000).`);

  const confirm = await seen(slack, channels.approvals.id, '[Deactivate]');
  step(`The approvers see in #${channels.approvals.name} (private):`);
  show(box(confirm));

  const answer = await slack.until(
    () => rita.sees().find(({ ephemeralTo, text }) => ephemeralTo !== null && text.startsWith('Sent to')),
    'the private answer to Rita',
  );
  step('Rita gets a private answer:');
  show(box(answer));

  const before = workfront.traffic.length;
  step(`${people.alan.name} (${people.alan.role}) clicks Deactivate and confirms:`);
  const clicked = await alan.click(confirm, 'Deactivate');
  if (!clicked.ok) throw new Error(`the bot did not take the click: ${clicked.problem}`);
  show(`    “${clicked.confirm?.text.text ?? ''}”  ${clicked.confirm?.confirm.text ?? ''}`);
  const done = await seen(slack, channels.approvals.id, 'confirmed by Workfront');

  step('The bot asks Workfront: read the user again, change it, look at the answer:');
  // What else it asks meanwhile, such as whether this Workfront knows each kind of thing, is another story.
  const asked = workfront.traffic.slice(before).filter(({ path }) => path.includes(named.tyler));
  for (const { method, path, status, milliseconds } of asked) {
    const where = decodeURIComponent(path).slice(0, 100);
    show(`    ${method} ${where}  → ${status} (${milliseconds.toFixed(0)} ms)`);
  }
  if (workfront.directory.find(named.tyler)?.isActive !== false) throw new Error('Tyler is still active');

  step('The message in #wf-approvals has changed; nobody can decide it any more:');
  show(box(done));
  const dm = await slack.until(() => rita.dm().at(-1), 'the direct message to Rita');
  step('Rita gets a direct message:');
  show(box(dm));

  await seen(slack, channels.audit.id, 'confirmed by Workfront');
  step(`#${channels.audit.name} has it all, each line with its number and the start of its hash:`);
  for (const message of slack.messages(channels.audit.id)) {
    show(readable(plainText(message)).replaceAll(/^/gm, '    '));
  }
}

/** One more request, which waits for the visitor's click. */
export async function leaveRequestOpen({ slack }: Pick<Stage, 'slack'>): Promise<Message> {
  const command = '/wf-deactivate jordan.lee@acme.example reason: contract ended';
  await slack.person(people.rita.id).type(command, { channel: channels.itHelp.id });
  return seen(slack, channels.approvals.id, 'Deactivate Jordan Lee');
}

/** The newest message of a channel whose words include `words`, once there is one. */
function seen(slack: SlackSandbox, channel: string, words: string): Promise<Message> {
  return slack.until(
    () => slack.messages(channel).findLast((message) => plainText(message).includes(words)),
    `a message with "${words}"`,
  );
}

const names = new Map<string, string>([
  ...Object.values(people).map(({ id, name }) => [id, `@${name}`] as const),
  ...Object.values(channels).map(({ id, name }) => [id, `#${name}`] as const),
]);

const signs: Readonly<Record<string, string>> = {
  white_check_mark: '✓',
  x: '✗',
  mag: '…',
  hourglass_flowing_sand: '…',
  warning: '!',
};

/** Slack's markup as a terminal can show it: names, dates in UTC, no stars. */
function readable(text: string): string {
  return text
    .replaceAll(/<[@#]([A-Z0-9]+)(?:\|[^>]*)?>/g, (all, id: string) => names.get(id) ?? all)
    .replaceAll(`<!subteam^${approversGroup.id}>`, `@${approversGroup.handle}`)
    .replaceAll(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replaceAll(/<[^|>]+\|([^>]*)>/g, '$1')
    .replaceAll(/:([a-z_]+):/g, (all, name: string) => signs[name] ?? all)
    .replaceAll(/(^|\s|\()\*([^*\n]+)\*/g, '$1$2')
    .replaceAll('`', '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** A message in a box, as a person sees it, its lines broken after at most 92 characters. */
function box(message: Message): string {
  return readable(plainText(message))
    .split('\n')
    .flatMap((line) =>
      line
        .replaceAll(/(.{1,92})(?: |$)/g, '$1\n')
        .trimEnd()
        .split('\n'),
    )
    .map((line) => `    │ ${line}`)
    .join('\n');
}
