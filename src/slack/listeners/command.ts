import type { AllMiddlewareArgs, SlackCommandMiddlewareArgs, webApi } from '@slack/bolt';

import type { Texts } from '../../i18n/en.ts';
import { Refusal, type RefusalReason } from '../../requests/refusal.ts';
import { ask } from '../../usecases/ask.ts';
import { auditRefusals } from '../../usecases/audit-refusals.ts';
import { cancel } from '../../usecases/cancel.ts';
import type { Question } from '../../usecases/find-users.ts';
import { listRequests, type Listing } from '../../usecases/list-requests.ts';
import { showHoldings } from '../../usecases/show-holdings.ts';
import type { SuccessorAsked } from '../../usecases/take-over.ts';
import { parseCommand, type Command, type Reason } from '../command-text.ts';
import { actionOf, commandPayload } from '../payloads.ts';
import type { Person } from '../typed-people.ts';
import { cancelledAnswer, lookingUp, understoodAnswer } from '../views/answers.ts';
import { note, type Content } from '../views/blocks.ts';
import { listAnswer } from '../views/list.ts';
import { picker } from '../views/picker.ts';
import { shownAnswer } from '../views/shown.ts';
import { answering, sayIfSlow, tell, type ListenerDependencies } from './answering.ts';
import { openForm } from './form.ts';
import { summarize } from './summary.ts';

type CommandArgs = SlackCommandMiddlewareArgs & AllMiddlewareArgs;
type Payload = ReturnType<typeof commandPayload.parse>;
/** What asks for something about people. */
type Wish = Extract<Command, { readonly kind: 'ask' | 'confirm_reason' }>;

/**
 * `/wf-deactivate` and `/wf-reactivate`: acknowledged at once, and answered once, in private. What takes a
 * look-up is acknowledged without a word, since Slack can neither replace nor remove a command's own answer.
 */
export function onCommand(dependencies: ListenerDependencies) {
  return async ({ ack, body, client }: CommandArgs): Promise<void> => {
    const payload = commandPayload.parse(body);
    const command = parseCommand(payload.text);
    dependencies.onCommand(command.kind);
    if (command.kind === 'form') {
      await ack();
      await openFormFor(dependencies, client, payload);
      return;
    }
    if (command.kind === 'help') {
      await ack({ response_type: 'ephemeral', ...help(payload, dependencies.texts) });
      return;
    }
    await ack();
    const to = { user: payload.user_id, responseUrl: payload.response_url };
    const person = personOf(command);
    const isAnswered = sayIfSlow(async () => {
      if (person) await tell(dependencies, to, lookingUp(person, dependencies.texts));
    });
    const reply = async (content: Content): Promise<void> => {
      await isAnswered();
      await tell(dependencies, to, content);
    };
    const who = { user: to.user, did: 'command', action: actionOf(payload.command) } as const;
    await answering(dependencies, who, reply, async () => {
      const content = await run(dependencies, command, payload);
      if (content) await reply(content);
    });
    await isAnswered();
  };
}

function help({ command }: Payload, texts: Texts): Content {
  const action = actionOf(command);
  return note(texts.command.help(command, texts.command.exampleReason[action], action === 'deactivate'));
}

/** Who is looked up for this command, if somebody is. */
function personOf(command: Command): Person | null {
  if (command.kind === 'near_miss') return command.ask.people[0];
  if (command.kind === 'show') return command.person;
  // A list tells by itself how far it is.
  const isForOne =
    (command.kind === 'ask' || command.kind === 'confirm_reason') && command.people.length === 1;
  return isForOne ? command.people[0] : null;
}

/** The form instead of words; where its window cannot be opened any more, that is said in private. */
async function openFormFor(
  dependencies: ListenerDependencies,
  client: webApi.WebClient,
  payload: Payload,
): Promise<void> {
  const { user_id: actor, trigger_id: triggerId, response_url: responseUrl } = payload;
  const opening = { action: actionOf(payload.command), actor, triggerId, inMessage: null };
  await answering(
    dependencies,
    { user: actor, did: 'command' },
    (content) => tell(dependencies, { user: actor, responseUrl }, content),
    () => openForm(dependencies, client, opening),
  );
}

/** Does what was asked; null when the answer comes with the confirm message. */
async function run(
  dependencies: ListenerDependencies,
  command: Exclude<Command, { readonly kind: 'help' } | { readonly kind: 'form' }>,
  payload: Payload,
): Promise<Content | null> {
  const { ports, policy, texts } = dependencies;
  const actor = payload.user_id;
  const list = (which: Listing['which'], about: string | null = null) =>
    showList(dependencies, actor, { which, about, page: 0 });
  switch (command.kind) {
    case 'unclear':
      return refuse(dependencies, payload, notUnderstood(command, payload));
    case 'list':
      return list('open');
    case 'history':
      return list('history', command.person && (await nameOrEmail(ports, command.person)));
    case 'show': {
      const { asked } = command.person;
      const look = { actor, question: questionOf(command.person), asked };
      return shownAnswer(await showHoldings(ports, policy, look), texts);
    }
    case 'cancel':
      if (command.requestId === null) return list('own');
      return cancelledAnswer(await cancel(ports, policy, { actor, requestId: command.requestId }), texts);
    case 'near_miss':
      return orSuggest(`${payload.command} ${command.suggestion}`, () =>
        askFor(dependencies, command.ask, payload),
      );
    case 'ask':
      return askFor(dependencies, command, payload);
    case 'confirm_reason':
      // As a reason those words would take the access away at once.
      return ports.readMoment(command.ifDate.date, 'UTC', ports.now()).kind === 'unreadable'
        ? askFor(dependencies, command, payload)
        : refuse(dependencies, payload, notUnderstood({ kind: 'unclear', ...command.ifDate }, payload));
    default:
      return command satisfies never;
  }
}

async function showList(
  { ports, policy, texts, workspaceUrl }: ListenerDependencies,
  actor: string,
  listing: Listing,
): Promise<Content> {
  return listAnswer(await listRequests(ports, policy, actor, listing), workspaceUrl, texts);
}

async function askFor(
  dependencies: ListenerDependencies,
  command: Wish,
  payload: Payload,
): Promise<Content | null> {
  const { ports, policy, texts } = dependencies;
  const reason = command.reason && (await reasonText(ports, command.reason));
  const wish = {
    action: actionOf(payload.command),
    requester: payload.user_id,
    reason,
    at: command.at,
    successor: successorOf(command),
  };
  const people = await asOnePerson(ports, command);
  const [first, another] = people;
  if (another) {
    const to = { user: payload.user_id, responseUrl: payload.response_url };
    const list = { ...wish, people, bad: [], beyond: 0, ticket: null };
    return summarize(dependencies, list, (content) => tell(dependencies, to, content));
  }
  const answer = await ask(ports, policy, {
    ...wish,
    question: questionOf(first),
    asked: first.asked,
    unsure: command.kind === 'confirm_reason',
    responseUrl: payload.response_url,
  });
  switch (answer.kind) {
    case 'submitted':
      return null;
    case 'confirm':
      return understoodAnswer(answer.lookUp, answer.user, texts);
    case 'pick':
      return picker(answer.lookUp, answer.users, answer.more, texts);
    default:
      return answer satisfies never;
  }
}

/** A name may also be a user name of Workfront. */
function questionOf({ question, username }: Person): Question {
  return question.by === 'name' ? { ...question, username } : question;
}

/** Who takes over, as it was typed; null: nobody. */
function successorOf({ to }: Wish): SuccessorAsked | null {
  if (!to) return null;
  if (to.kind === 'manager') return { who: to, onlyIfAll: false };
  const { person } = to;
  const who = { kind: 'person', question: questionOf(person), asked: person.asked } as const;
  return { who, onlyIfAll: false };
}

/** Whoever is named, where `Reid, Tyler` is one person if somebody in Workfront has that name. */
async function asOnePerson(
  { workfront }: Pick<ListenerDependencies['ports'], 'workfront'>,
  command: Wish,
): Promise<Wish['people']> {
  const name = command.kind === 'ask' ? command.asOneName : null;
  if (name === null || (await workfront.findByName(name.split(' '), 1)).length === 0) return command.people;
  const asked = command.people.map((one) => one.asked).join(', ');
  return [{ question: { by: 'name', name }, asked, username: null }];
}

/** A name nobody has may have been a sub-command; the refusal then says so. */
async function orSuggest(suggestion: string, work: () => Promise<Content | null>): Promise<Content | null> {
  try {
    return await work();
  } catch (error) {
    const isUnknown = error instanceof Refusal && error.because.reason === 'user_unknown';
    throw isUnknown ? new Refusal({ ...error.because, suggestion }) : error;
  }
}

/** The reason with people's names in the place of mentions, so that it can be read everywhere. */
async function reasonText(
  { people }: Pick<ListenerDependencies['ports'], 'people'>,
  { text, mentions }: Reason,
): Promise<string> {
  let named = text;
  for (const id of mentions) {
    const profile = await people.profile(id).catch(() => null);
    named = named.replaceAll(`<@${id}>`, `@${profile?.name ?? id}`);
  }
  return named;
}

/** What requests about a person are found by. @throws Refusal `no_email` */
async function nameOrEmail(
  { people }: Pick<ListenerDependencies['ports'], 'people'>,
  { question, asked }: Person,
): Promise<string> {
  if (question.by === 'name') return question.name;
  if (question.by === 'email') return question.email;
  if (question.by === 'id') return asked;
  const profile = await people.profile(question.slackUserId);
  if (profile?.email) return profile.email;
  throw new Refusal({ reason: 'no_email', slackUserId: question.slackUserId });
}

function notUnderstood(
  unclear: Extract<Command, { readonly kind: 'unclear' }>,
  { command }: Payload,
): RefusalReason {
  const reason = 'not_understood';
  switch (unclear.why) {
    case 'twice':
    case 'empty':
      return { reason, why: unclear.why, typed: `${unclear.key}:` };
    case 'mixed':
    case 'not_a_person':
      return { reason, why: unclear.why, typed: unclear.typed };
    case 'meant':
      return {
        reason,
        why: unclear.why,
        typed: unclear.typed,
        suggestion: `${command} ${unclear.suggestion}`,
      };
    case 'several':
      return { reason, why: unclear.why, typed: unclear.place === 'to' ? 'to:' : unclear.place };
    case 'nobody':
      return { reason, why: unclear.why, typed: '' };
    default:
      return unclear satisfies never;
  }
}

/** What cannot even be looked up is written to the audit log like every other refusal. */
async function refuse(
  { ports, policy }: ListenerDependencies,
  payload: Payload,
  because: RefusalReason,
): Promise<never> {
  const attempted = actionOf(payload.command);
  const tried = { actor: payload.user_id, attempted, requestId: null };
  return auditRefusals(ports, policy, tried, () => Promise.reject(new Refusal(because)));
}
