import { withIds } from '../block-kit/blocks.ts';
import type { ViewDefinition } from '../block-kit/check.ts';
import { formValues } from './forms.ts';
import type { View } from './records.ts';
import { bot, changed, nextId, team, type Workspace } from './workspace.ts';

const mostModals = 3;

const shown = ({ views }: Workspace, userId: string, type: 'modal' | 'home'): readonly View[] =>
  [...views.values()].filter((view) => view.userId === userId && view.definition.type === type);

/** The modals that a person has open, undermost first. */
const modalsOf = (workspace: Workspace, userId: string): readonly View[] => shown(workspace, userId, 'modal');

/** A person's Home tab; null until the app published one. */
export const homeOf = (workspace: Workspace, userId: string): View | null =>
  shown(workspace, userId, 'home')[0] ?? null;

/** The view on top of a person's modals. */
export const topView = (workspace: Workspace, userId: string): View | null =>
  modalsOf(workspace, userId).at(-1) ?? null;

/** An open modal by its id or external id, whoever has it open. */
export function findModal({ views }: Workspace, id: string): View | undefined {
  return [...views.values()].find(
    (view) => view.definition.type === 'modal' && [view.id, view.definition.external_id].includes(id),
  );
}

/**
 * Gives a view new contents, `ackedAt` by an ack; what the person typed stays where block id and action id stay.
 */
export function updateView(
  workspace: Workspace,
  current: Pick<View, 'id' | 'userId' | 'rootViewId' | 'previousViewId'>,
  definition: ViewDefinition,
  ackedAt?: number,
): View {
  const view: View = {
    ...current,
    hash: `${Math.floor(workspace.now() / 1000)}.${nextId(workspace)}`,
    definition,
    blocks: withIds(definition.blocks, () => nextId(workspace)),
    errors: {},
    ...(ackedAt !== undefined && { ackedAt }),
  };
  workspace.views.set(view.id, view);
  changed(workspace);
  return view;
}

/** Puts a view on top of a person's modals, `ackedAt` by an ack; null when three are open already. */
export function pushView(
  workspace: Workspace,
  userId: string,
  definition: ViewDefinition,
  ackedAt?: number,
): View | null {
  const modals = modalsOf(workspace, userId);
  if (modals.length >= mostModals) return null;
  const id = nextId(workspace, 'V');
  const place = { rootViewId: modals[0]?.id ?? id, previousViewId: modals.at(-1)?.id ?? null };
  return updateView(workspace, { id, userId, ...place }, definition, ackedAt);
}

/** Replaces a person's Home tab. */
export function publishHome(workspace: Workspace, userId: string, definition: ViewDefinition): View {
  const id = homeOf(workspace, userId)?.id ?? nextId(workspace, 'V');
  return updateView(workspace, { id, userId, rootViewId: id, previousViewId: null }, definition);
}

/** Shows the app's complaints inside an open view. */
export function showErrors(workspace: Workspace, { id }: View, errors: View['errors']): void {
  const current = workspace.views.get(id);
  if (current !== undefined) workspace.views.set(id, { ...current, errors });
  changed(workspace);
}

/** Closes one view, or with `all` every modal the person has open. */
export function dropViews(workspace: Workspace, view: View, all: boolean): void {
  for (const { id } of all ? modalsOf(workspace, view.userId) : [view]) workspace.views.delete(id);
  changed(workspace);
}

/** The view as the Web API and payloads carry it: https://docs.slack.dev/reference/views */
export function viewJson(workspace: Workspace, view: View): Record<string, unknown> {
  const { definition } = view;
  const modal = definition.type === 'modal' ? definition : null;
  return {
    id: view.id,
    team_id: team.id,
    type: definition.type,
    blocks: view.blocks,
    private_metadata: definition.private_metadata ?? '',
    callback_id: definition.callback_id ?? '',
    external_id: definition.external_id ?? '',
    state: { values: formValues(view.blocks, workspace.forms.get(view.id)) },
    hash: view.hash,
    title: modal?.title ?? { type: 'plain_text', text: 'View Title', emoji: true },
    submit: modal?.submit ?? null,
    close: modal?.close ?? null,
    clear_on_close: modal?.clear_on_close ?? false,
    notify_on_close: modal?.notify_on_close ?? false,
    previous_view_id: view.previousViewId,
    root_view_id: view.rootViewId,
    app_id: bot.appId,
    app_installed_team_id: team.id,
    bot_id: bot.botId,
  };
}
