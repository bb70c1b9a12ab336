import type { AllMiddlewareArgs, SlackCommandMiddlewareArgs } from '@slack/bolt';

import { Refusal, type RefusalReason } from '../../requests/refusal.ts';
import { ask } from '../../usecases/ask.ts';
import { auditRefusals } from '../../usecases/audit-refusals.ts';
import { cancel } from '../../usecases/cancel.ts';
import { listRequests } from '../../usecases/list-requests.ts';
import { parseCommand, type AskCommand, type Command, type Reason } from '../command-text.ts';
import { actionOf, commandPayload } from '../payloads.ts';
import type { Person } from '../typed-people.ts';
import { cancelledAnswer, lookingUp, requestList } from '../views/answers.ts';
import { note, type Content } from '../views/blocks.ts';
import { picker } from '../views/picker.ts';
import { answering, type ListenerDependencies } from './answering.ts';

type CommandArgs = SlackCommandMiddlewareArgs & AllMiddlewareArgs;
type Payload = ReturnType<typeof commandPayload.parse>;

/** `/wf-deactivate` and `/wf-reactivate`: acknowledged at once, answered in private. */
export function onCommand(dependencies: ListenerDependencies) {
  return async ({ ack, body }: CommandArgs): Promise<void> => {
    const payload = commandPayload.parse(body);
    const command = parseCommand(payload.text);
    dependencies.onCommand(command.kind);
    if (command.kind === 'help' || command.kind === 'form' || command.kind === 'show') {
      await ack({ response_type: 'ephemeral', ...note(dependencies.texts.command.help(payload.command)) });
      return;
    }
    const looked = command.kind === 'near_miss' ? command.ask : command;
    await ack(looked.kind === 'ask' ? lookingUp(looked.people[0], dependencies.texts) : undefined);
    const reply = (content: Content) => dependencies.respond(payload.response_url, content);
    await answering(dependencies, reply, async () => {
      const content = await run(dependencies, command, payload);
      if (content) await reply(content);
    });
  };
}

/** Does what was asked; null when the answer comes with the confirm message. */
async function run(
  dependencies: ListenerDependencies,
  command: Exclude<
    Command,
    { readonly kind: 'form' } | { readonly kind: 'help' } | { readonly kind: 'show' }
  >,
  payload: Payload,
): Promise<Content | null> {
  const { ports, policy, texts } = dependencies;
  const actor = payload.user_id;
  switch (command.kind) {
    case 'unclear':
      return refuse(dependencies, payload, notUnderstood(command));
    case 'confirm_reason': {
      const [{ asked }] = command.people;
      const typed = `${payload.command} ${asked} reason: ${await reasonText(ports, command.reason)}`;
      return refuse(dependencies, payload, { reason: 'not_understood', why: 'no_reason_word', typed });
    }
    case 'list': {
      const requests = await listRequests(ports, policy, { actor, which: 'open', about: null });
      return requestList(requests, texts.command.open, texts.command.noOpen, texts);
    }
    case 'history': {
      const about = command.person && (await nameOrEmail(ports, command.person));
      const requests = await listRequests(ports, policy, { actor, which: 'history', about });
      return requestList(requests, texts.command.history, texts.command.noHistory, texts);
    }
    case 'cancel': {
      if (command.requestId !== null) {
        return cancelledAnswer(await cancel(ports, policy, { actor, requestId: command.requestId }), texts);
      }
      const requests = await listRequests(ports, policy, { actor, which: 'open', about: null });
      const own = requests.filter(({ requester }) => requester === actor);
      return requestList(own, texts.command.ownOpen, texts.command.noOwnOpen, texts);
    }
    case 'near_miss':
      return orSuggest(`${payload.command} ${command.suggestion}`, () =>
        askFor(dependencies, command.ask, payload),
      );
    case 'ask':
      return askFor(dependencies, command, payload);
    default:
      return command satisfies never;
  }
}

async function askFor(
  dependencies: ListenerDependencies,
  command: AskCommand,
  payload: Payload,
): Promise<Content | null> {
  const { ports, policy, texts } = dependencies;
  const [person, another] = command.people;
  if (another) return refuse(dependencies, payload, { reason: 'too_many_targets', most: 1 });
  if (command.to) {
    const typed = command.to.kind === 'manager' ? command.to.kind : command.to.person.asked;
    return refuse(dependencies, payload, { reason: 'not_understood', why: 'hand_over', typed });
  }
  const reason = command.reason && (await reasonText(ports, command.reason));
  const answer = await ask(ports, policy, {
    action: actionOf(payload.command),
    requester: payload.user_id,
    question: person.question,
    asked: person.asked,
    reason,
    at: command.at,
    responseUrl: payload.response_url,
  });
  if (answer.kind === 'submitted') return null;
  return picker(answer.lookUp, answer.users, answer.more, texts);
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

function notUnderstood(unclear: Extract<Command, { readonly kind: 'unclear' }>): RefusalReason {
  const reason = 'not_understood';
  switch (unclear.why) {
    case 'twice':
    case 'empty':
      return { reason, why: unclear.why, typed: `${unclear.key}:` };
    case 'mixed':
    case 'not_a_person':
      return { reason, why: unclear.why, typed: unclear.typed };
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
  const attempt = { actor: payload.user_id, attempted, requestId: null, dryRun: policy.dryRun };
  return auditRefusals(ports, attempt, () => Promise.reject(new Refusal(because)));
}
