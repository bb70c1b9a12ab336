import type { AllMiddlewareArgs, SlackCommandMiddlewareArgs } from '@slack/bolt';

import { Refusal, type RefusalReason } from '../../requests/refusal.ts';
import { ask } from '../../usecases/ask.ts';
import { auditRefusals } from '../../usecases/audit-refusals.ts';
import { cancel } from '../../usecases/cancel.ts';
import { listRequests } from '../../usecases/list-requests.ts';
import { actionOf, commandPayload, parseCommand, type Command } from '../payloads.ts';
import { cancelledAnswer, lookingUp, requestList } from '../views/answers.ts';
import { note, type Content } from '../views/blocks.ts';
import { picker } from '../views/picker.ts';
import { answering, type ListenerDependencies } from './answering.ts';

type CommandArgs = SlackCommandMiddlewareArgs & AllMiddlewareArgs;

/** `/wf-deactivate` and `/wf-reactivate`: acknowledged at once, answered in private. */
export function onCommand(dependencies: ListenerDependencies) {
  return async ({ ack, body }: CommandArgs): Promise<void> => {
    const payload = commandPayload.parse(body);
    const command = parseCommand(payload.text);
    dependencies.onCommand(command.kind);
    if (command.kind === 'help') {
      await ack({ response_type: 'ephemeral', ...note(dependencies.texts.command.help(payload.command)) });
      return;
    }
    await ack(command.kind === 'ask' ? lookingUp(command, dependencies.texts) : undefined);
    const reply = (content: Content) => dependencies.respond(payload.response_url, content);
    await answering(dependencies, reply, async () => {
      const content = await run(dependencies, command, payload);
      if (content) await reply(content);
    });
  };
}

/** Does what was asked; null when the answer comes with the confirm message. */
async function run(
  { ports, policy, texts }: ListenerDependencies,
  command: Exclude<Command, { readonly kind: 'help' }>,
  payload: ReturnType<typeof commandPayload.parse>,
): Promise<Content | null> {
  const actor = payload.user_id;
  switch (command.kind) {
    case 'several':
      return refuse(ports, policy, payload, { reason: 'too_many_targets', most: 1 });
    case 'unclear':
      return refuse(ports, policy, payload, { reason: 'not_understood', typed: command.typed });
    case 'list': {
      const requests = await listRequests(ports, policy, { actor, which: 'open', about: null });
      return requestList(requests, texts.command.open, texts.command.noOpen, texts);
    }
    case 'history': {
      const { about } = command;
      const requests = await listRequests(ports, policy, { actor, which: 'history', about });
      return requestList(requests, texts.command.history, texts.command.noHistory, texts);
    }
    case 'cancel':
      return cancelledAnswer(await cancel(ports, policy, { actor, requestId: command.requestId }), texts);
    case 'ask': {
      const { question, asked, reason, at } = command;
      const answer = await ask(ports, policy, {
        action: actionOf(payload.command),
        requester: actor,
        question,
        asked,
        reason,
        at: at ?? null,
        responseUrl: payload.response_url,
      });
      if (answer.kind === 'submitted') return null;
      return picker(answer.lookUp, answer.users, answer.more, texts);
    }
    default:
      return command satisfies never;
  }
}

/** What cannot even be looked up is written to the audit log like every other refusal. */
async function refuse(
  ports: ListenerDependencies['ports'],
  policy: ListenerDependencies['policy'],
  payload: ReturnType<typeof commandPayload.parse>,
  because: RefusalReason,
): Promise<never> {
  const attempted = actionOf(payload.command);
  const attempt = { actor: payload.user_id, attempted, requestId: null, dryRun: policy.dryRun };
  return auditRefusals(ports, attempt, () => Promise.reject(new Refusal(because)));
}
