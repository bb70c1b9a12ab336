import { setTimeout as wait } from 'node:timers/promises';

import type { App, types } from '@slack/bolt';

import type { Part } from '../../i18n/line.ts';
import type { Draft } from '../../requests/draft.ts';
import {
  askMany,
  chooseInDraft,
  forgetDraft,
  prepareMany,
  showDraft,
  type DraftClick,
  type ManyAsk,
} from '../../usecases/ask-many.ts';
import { actions } from '../ids.ts';
import { permalink } from '../messenger.ts';
import { actionPayload, listClickPayload, storedId, openingPayload, turnPayload } from '../payloads.ts';
import { message, type Content } from '../views/blocks.ts';
import { noteWindow } from '../views/form.ts';
import { foundView } from '../views/found.ts';
import { linkedIn, summaryMessage, summaryView, type SummaryFacts } from '../views/summary.ts';
import { answering, tell, type ListenerDependencies } from './answering.ts';
import type { ActionArgs } from './buttons.ts';
import { updateWindow } from './window.ts';
import { redraw } from './window.ts';

/** The buttons and pickers of a summary. */
export function registerSummary(app: App, dependencies: ListenerDependencies): void {
  app.action({ type: 'block_actions', action_id: actions.listChoose }, onListChoose(dependencies));
  app.action({ type: 'block_actions', action_id: actions.listAsk }, onListAsk(dependencies));
  app.action({ type: 'block_actions', action_id: actions.listForget }, onListForget(dependencies));
  app.action({ type: 'block_actions', action_id: actions.listAll }, onListAll(dependencies));
  const turning = new RegExp(`^${actions.turnList}`);
  app.action({ type: 'block_actions', action_id: turning }, onTurnList(dependencies));
}

/** Looks a list up, saying how far it is once that takes long; gives what was found as a private message. */
export async function summarize(
  dependencies: ListenerDependencies,
  input: Omit<ManyAsk, 'onProgress'>,
  say: (content: Content) => Promise<void>,
): Promise<Content> {
  const { ports, policy, texts } = dependencies;
  const draft = await withProgress(
    (onProgress) => prepareMany(ports, policy, { ...input, onProgress }),
    (done) => say(message([texts.many.looking(done, input.people.length)])),
  );
  return summaryMessage(draft, await factsOf(dependencies, draft), texts);
}

const [firstWordMs, nextWordMs] = [2_000, 15_000];

/**
 * Tells how far the work is after two seconds, and now and then later: a command's address takes five answers,
 * and two are for the end. What cannot be told is not.
 */
export async function withProgress<T>(
  work: (onProgress: (done: number) => void) => Promise<T>,
  say: (done: number) => Promise<void>,
  pauses: readonly number[] = [firstWordMs, nextWordMs, nextWordMs],
): Promise<T> {
  const ended = new AbortController();
  let done = 0;
  const telling = (async () => {
    for (const pause of pauses) {
      await wait(pause, undefined, { signal: ended.signal });
      await Promise.allSettled([say(done)]);
    }
  })().catch(() => {});
  try {
    return await work((now) => {
      done = now;
    });
  } finally {
    ended.abort();
    await telling;
  }
}

/** What a summary shows besides its draft. */
export async function factsOf(dependencies: ListenerDependencies, draft: Draft): Promise<SummaryFacts> {
  const links = new Map<string, Part>();
  for (const id of linkedIn(draft)) {
    const link = await linkOf(dependencies, id);
    if (link) links.set(id, link);
  }
  const { maxBulk, dryRun } = dependencies.policy;
  return { links, maxBulk, dryRun };
}

/** A link to the request's message; null: it has none. */
export async function linkOf(
  { ports, texts, workspaceUrl }: ListenerDependencies,
  requestId: string,
): Promise<Part | null> {
  const messages = await ports.store.listMessages(requestId);
  const place = messages.find(({ kind }) => kind === 'confirm')?.place;
  return place ? { kind: 'link', url: permalink(workspaceUrl, place), label: texts.many.openLink } : null;
}

/** One of several people is chosen for a name of the list; the summary, message or window, is drawn anew. */
function onListChoose(dependencies: ListenerDependencies) {
  const { ports, policy, texts } = dependencies;
  return async ({ ack, body, client }: ActionArgs): Promise<void> => {
    const { user, view, response_url: url, actions: clicked } = listClickPayload.parse(body);
    await ack();
    const [{ block_id: blockId, selected_option: option }] = clicked;
    const [draftId = '', index = ''] = blockId.split(':');
    const show = async (content: Content, inWindow: types.ModalView): Promise<void> => {
      if (view) await updateWindow(client, view.id, inWindow);
      else if (url) await tell(dependencies, { user: user.id, responseUrl: url }, content, true);
    };
    await answering(
      dependencies,
      { user: user.id, did: 'click' },
      async (content) => {
        if (view) await updateWindow(client, view.id, noteWindow(content, texts));
        else if (url) await tell(dependencies, { user: user.id, responseUrl: url }, content);
      },
      async () => {
        const choice = {
          draftId: storedId(draftId),
          index: Number(index),
          chosen: option?.value ?? '',
          actor: user.id,
        };
        const draft = await chooseInDraft(ports, policy, choice);
        const facts = await factsOf(dependencies, draft);
        await show(summaryMessage(draft, facts, texts), summaryView(draft, facts, texts));
      },
    );
  };
}

/** The list is asked for; when somebody is not as they were shown, the summary comes again. */
function onListAsk(dependencies: ListenerDependencies) {
  return onListClick(dependencies, async ({ value, actor, url }, show) => {
    const { ports, policy, texts } = dependencies;
    const answer = await askMany(ports, policy, { draftId: storedId(value), actor, responseUrl: url });
    if (answer.kind === 'submitted') {
      await show(message([texts.many.asked(answer.request.action, answer.request.targets.length)]));
      return;
    }
    const facts = await factsOf(dependencies, answer.draft);
    await show(summaryMessage(answer.draft, facts, texts, texts.many.changed));
  });
}

/** Everybody of the list, in a window of its own: on top of the summary's, if that is one. */
function onListAll(dependencies: ListenerDependencies) {
  return async ({ ack, body, client }: ActionArgs): Promise<void> => {
    await ack();
    const { user, trigger_id, view: below, actions: clicked } = openingPayload.parse(body);
    const [{ value }] = clicked;
    const open = async (view: types.ModalView): Promise<void> => {
      await client.views[below ? 'push' : 'open']({ trigger_id, view });
    };
    await answering(
      dependencies,
      { user: user.id, did: 'click' },
      (content) => open(noteWindow(content, dependencies.texts, { isLast: !below })),
      async () => open(await foundPage(dependencies, { draftId: value, actor: user.id }, 0)),
    );
  };
}

/** Another page of that window, as the list is by now. */
function onTurnList(dependencies: ListenerDependencies) {
  return async ({ ack, body, client }: ActionArgs): Promise<void> => {
    await ack();
    const { user, view, actions: clicked } = turnPayload.parse(body);
    const click = { draftId: view.private_metadata, actor: user.id };
    await redraw(dependencies, { client, user: user.id, viewId: view.id }, () =>
      foundPage(dependencies, click, clicked[0].value),
    );
  };
}

async function foundPage(
  dependencies: ListenerDependencies,
  click: DraftClick,
  page: number,
): Promise<types.ModalView> {
  const draft = await showDraft(dependencies.ports, dependencies.policy, click);
  return foundView(draft, page, await factsOf(dependencies, draft), dependencies.texts);
}

/** The list is thrown away. */
function onListForget(dependencies: ListenerDependencies) {
  return onListClick(dependencies, async ({ value, actor }, show) => {
    await forgetDraft(dependencies.ports, dependencies.policy, { draftId: storedId(value), actor });
    await show(message([dependencies.texts.many.forgotten]));
  });
}

type ListClick = { readonly actor: string; readonly value: string; readonly url: string };

/** Acknowledges; what goes wrong is told in private, and the summary stays. */
function onListClick(
  dependencies: ListenerDependencies,
  work: (click: ListClick, show: (content: Content) => Promise<void>) => Promise<void>,
) {
  return async ({ ack, body }: ActionArgs): Promise<void> => {
    const { user, response_url: url, actions: clicked } = actionPayload.parse(body);
    await ack();
    const [{ value = '' }] = clicked;
    const to = { user: user.id, responseUrl: url };
    await answering(
      dependencies,
      { user: user.id, did: 'click' },
      (content) => tell(dependencies, to, content),
      () => work({ actor: user.id, value, url }, (content) => tell(dependencies, to, content, true)),
    );
  };
}
