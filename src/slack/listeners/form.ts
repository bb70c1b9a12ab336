import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

import type { AllMiddlewareArgs, App, SlackShortcutMiddlewareArgs, types, webApi } from '@slack/bolt';

import type { Line } from '../../i18n/line.ts';
import type { Action, Request } from '../../requests/request.ts';
import { askMany, prepareMany } from '../../usecases/ask-many.ts';
import { auditRefusals } from '../../usecases/audit-refusals.ts';
import { checkMayAsk } from '../../usecases/suggest-people.ts';
import { failureOf } from '../client.ts';
import { FileUnreadable } from '../files.ts';
import { fields, shortcuts, views } from '../ids.ts';
import { actionIn, formPayload, shortcutPayload, storedId, submissionPayload } from '../payloads.ts';
import { peopleInMessage, type InMessage } from '../people-in-message.ts';
import { namesOf } from '../views/answers.ts';
import { formView, linesWindow, noteWindow, type NamedOption } from '../views/form.ts';
import { badLines, summaryView } from '../views/summary.ts';
import { answering, isStoredSoon, type ListenerDependencies } from './answering.ts';
import { peopleIn, problemsIn, readForm } from './read-form.ts';
import { onSuggestions } from './suggestions.ts';
import { factsOf, linkOf, withProgress } from './summary.ts';
import { restAfterAck, updateWindow, type SubmitArgs } from './window.ts';

type ShortcutArgs = SlackShortcutMiddlewareArgs & AllMiddlewareArgs;

/** The form, wherever it is opened. */
export function registerForm(app: App, dependencies: ListenerDependencies): void {
  app.shortcut({ type: 'shortcut', callback_id: shortcuts.global }, onShortcut(dependencies));
  app.shortcut({ type: 'message_action', callback_id: shortcuts.message }, onShortcut(dependencies));
  app.options({ type: 'block_suggestion', action_id: fields.people }, onSuggestions(dependencies));
  const forSuccessors = onSuggestions(dependencies, 'successor');
  app.options({ type: 'block_suggestion', action_id: fields.successor }, forSuccessors);
  app.view({ type: 'view_submission', callback_id: views.form }, onForm(dependencies));
  app.view({ type: 'view_submission', callback_id: views.summary }, onSummary(dependencies));
}

type Opening = {
  readonly action: Action;
  readonly actor: string;
  readonly triggerId: string;
  /** Who stands in the message that it was opened from; null: from none. */
  readonly inMessage: InMessage | null;
};

/**
 * Opens the form: a window at once, since a trigger lives three seconds; the form once it is known that the person
 * may ask.
 */
export async function openForm(
  dependencies: ListenerDependencies,
  client: webApi.WebClient,
  { action, actor, triggerId, inMessage }: Opening,
): Promise<void> {
  const { ports, policy, texts } = dependencies;
  const loading = linesWindow([texts.window.wait], texts, { action, isLast: true });
  const opened = await client.views.open({ trigger_id: triggerId, view: loading });
  const show = async (view: types.ModalView): Promise<void> => {
    if (opened.view?.id) await updateWindow(client, opened.view.id, view);
  };
  await answering(
    dependencies,
    { user: actor, did: 'command' },
    (content) => show(noteWindow(content, texts, { action })),
    async () => {
      const tried = { actor, attempted: action, requestId: null };
      await auditRefusals(ports, policy, tried, () => checkMayAsk(ports, policy, actor));
      const facts = {
        action,
        named: inMessage && (await namedOptions(dependencies, inMessage)),
        hasFiles: dependencies.readFile !== null,
        reasonRequired: policy.reasonRequired,
        ticketRequired: policy.ticketPattern !== null,
        maxBulk: policy.maxBulk,
      };
      await show(formView(facts, texts));
    },
  );
}

/** The shortcuts: anywhere, or on a message, whose people are offered then. Its author is not. */
function onShortcut(dependencies: ListenerDependencies) {
  return async ({ ack, body, client }: ShortcutArgs): Promise<void> => {
    dependencies.onCommand('form');
    const { user, trigger_id: triggerId, message } = shortcutPayload.parse(body);
    await ack();
    const inMessage = message ? peopleInMessage(message) : null;
    await openForm(dependencies, client, { action: 'deactivate', actor: user.id, triggerId, inMessage });
  };
}

const longestValue = 150;

async function namedOptions(
  { ports }: ListenerDependencies,
  { emails, mentioned }: InMessage,
): Promise<readonly NamedOption[]> {
  const options: NamedOption[] = [];
  for (const id of mentioned) {
    const profile = await ports.people.profile(id).catch(() => null);
    if (profile?.isPerson !== false || profile.isDeleted)
      options.push({ label: profile?.name ?? id, value: `user:${id}` });
  }
  for (const email of emails) options.push({ label: email, value: `email:${email}` });
  return options.filter(({ value }) => value.length <= longestValue);
}

/**
 * The form was sent. What is wrong in it stands at its field. What takes longer comes in a window on top, so that
 * the form stays below as it was filled in.
 */
function onForm(dependencies: ListenerDependencies) {
  return async ({ ack, body, client }: SubmitArgs): Promise<void> => {
    const { ports, policy, texts } = dependencies;
    const { user, view } = formPayload.parse(body);
    const action = actionIn(view.private_metadata);
    const form = readForm(view.state.values);
    const problems = await problemsIn(form, policy, texts, ports.now());
    if (problems !== null) {
      await ack({ response_action: 'errors', errors: problems });
      return;
    }
    const externalId = randomUUID();
    const inWindow = { action, externalId };
    await ack({
      response_action: 'push',
      view: linesWindow([texts.window.wait], texts, inWindow),
    });
    const ackedAt = performance.now();
    const show = (next: types.ModalView) => update(client, { externalId, ackedAt }, next);
    await answering(
      dependencies,
      { user: user.id, did: 'click' },
      (content) => show(noteWindow(content, texts, inWindow)),
      async () => {
        const list = await orFileProblem(() => peopleIn(form, policy, dependencies.readFile));
        if (list instanceof FileUnreadable || list.people.length === 0) {
          const [why, bad] =
            list instanceof FileUnreadable ? [list.why, []] : (['no_table', list.bad] as const);
          await show(
            linesWindow([texts.form.file_unreadable[why], ...badLines(bad, texts)], texts, inWindow),
          );
          return;
        }
        const draft = await withProgress(
          (onProgress) =>
            prepareMany(ports, policy, {
              action,
              requester: user.id,
              ...list,
              reason: form.reason,
              ticket: form.ticket,
              at: form.when,
              successor: form.successor,
              onProgress,
            }),
          (done) => show(linesWindow([texts.many.looking(done, list.people.length)], texts, inWindow)),
          Array.from({ length: 100 }, () => 2_000),
        );
        const facts = await factsOf(dependencies, draft);
        await show({ ...summaryView(draft, facts, texts), external_id: externalId });
      },
    );
  };
}

/** The summary was agreed to: the window says what became of it, and leads to the request. */
function onSummary(dependencies: ListenerDependencies) {
  return async ({ ack, body, client }: SubmitArgs): Promise<void> => {
    const { ports, policy, texts } = dependencies;
    const { user, view } = submissionPayload.parse(body);
    const asking = askMany(ports, policy, {
      draftId: storedId(view.private_metadata),
      actor: user.id,
      responseUrl: null,
    });
    let ackedAt: number | null = null;
    const show = async (next: types.ModalView): Promise<boolean> => {
      if (ackedAt !== null) return updateWindow(client, view.id, next, ackedAt);
      await ack({ response_action: 'update', view: next });
      ackedAt = performance.now();
      return true;
    };
    if (!(await isStoredSoon(asking))) await show(linesWindow([texts.window.wait], texts));
    await answering(
      dependencies,
      { user: user.id, did: 'click' },
      async (content) => {
        if (!(await show(noteWindow(content, texts)))) await dependencies.direct(user.id, content);
      },
      async () => {
        const answer = await asking;
        if (answer.kind === 'changed') {
          const facts = await factsOf(dependencies, answer.draft);
          await show(summaryView(answer.draft, facts, texts, texts.many.changed));
          return;
        }
        const { id, action, targets, dryRun } = answer.request;
        const sent = [texts.form.sent(targets.length, id), ...(dryRun ? [texts.dryRun] : [])];
        await show(linesWindow(sent, texts, { action, isLast: true }));
        const stands = await soon(() => whereItStands(dependencies, answer.request, sent));
        if (stands) await show(linesWindow(stands, texts, { action, isLast: true }));
      },
    );
  };
}

/** `sent` with a link to it, or that the approvers do not see it; null: that is not known yet. */
async function whereItStands(
  dependencies: ListenerDependencies,
  request: Request,
  sent: readonly Line[],
): Promise<readonly Line[] | null> {
  const { ports, texts } = dependencies;
  const link = await linkOf(dependencies, request.id);
  if (link) return [...sent, [link]];
  const kinds = (await ports.store.listMessages(request.id)).map(({ kind }) => kind);
  if (kinds.includes('confirm')) return [texts.command.notPosted(namesOf(request, texts), request.id)];
  return kinds.includes('delayed') ? [texts.delayed(request.id)] : null;
}

async function orFileProblem<T>(read: () => Promise<T>): Promise<T | FileUnreadable> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof FileUnreadable) return error;
    throw error;
  }
}

/** Slack draws the window of an ack a moment after it, and until then knows no window of that name. */
async function update(
  client: webApi.WebClient,
  pushed: { readonly externalId: string; readonly ackedAt: number },
  view: types.ModalView,
): Promise<void> {
  const { externalId, ackedAt } = pushed;
  const named = { ...view, external_id: externalId };
  await restAfterAck(ackedAt);
  for (let tries = 1; ; tries += 1) {
    try {
      await client.views.update({ external_id: externalId, view: named });
      return;
    } catch (error) {
      if (failureOf(error)?.code !== 'not_found') throw error;
      // Still not there after that: it was closed, and nobody waits for it.
      if (tries === 3) return;
      await wait(500);
    }
  }
}

/** What comes soon after something else was stored, such as the place of a message; null: it does not. */
async function soon<T>(find: () => Promise<T | null>): Promise<T | null> {
  for (let tries = 0; tries < 20; tries += 1) {
    const found = await find();
    if (found !== null) return found;
    await wait(500);
  }
  return null;
}
