import { withIds } from '../block-kit/blocks.ts';
import type { ViewDefinition } from '../block-kit/check.ts';
import { formValues } from './forms.ts';
import type { Screen, View } from './records.ts';
import { bot, changed, nextId, team, type Workspace } from './workspace.ts';

const nothing: Screen = { modals: [], home: null };
const mostModals = 3;

/** What a person has open now. */
export function screenOf(workspace: Workspace, userId: string): Screen {
  return workspace.screens.get(userId) ?? nothing;
}

function setModals(workspace: Workspace, userId: string, modals: readonly View[]): void {
  workspace.screens.set(userId, { ...screenOf(workspace, userId), modals });
  changed(workspace);
}

/** What is new whenever a view gets contents. */
const contentsOf = (workspace: Workspace, definition: ViewDefinition, ackedAt?: number) => ({
  hash: `${Math.floor(workspace.now() / 1000)}.${nextId(workspace)}`,
  definition,
  blocks: withIds(definition.blocks, () => nextId(workspace)),
  errors: {},
  ...(ackedAt === undefined ? {} : { ackedAt }),
});

/** Puts a view on top of a person's modals, `ackedAt` by an ack; null when three are open already. */
export function pushView(
  workspace: Workspace,
  userId: string,
  definition: ViewDefinition,
  ackedAt?: number,
): View | null {
  const { modals } = screenOf(workspace, userId);
  if (modals.length >= mostModals) return null;
  const id = nextId(workspace, 'V');
  const place = { rootViewId: modals[0]?.id ?? id, previousViewId: modals.at(-1)?.id ?? null };
  const view: View = { id, userId, ...place, ...contentsOf(workspace, definition, ackedAt) };
  setModals(workspace, userId, [...modals, view]);
  return view;
}

/** An open modal by its id or external id, whoever has it open. */
export function findModal(workspace: Workspace, id: string): View | undefined {
  return [...workspace.screens.values()]
    .flatMap((screen) => screen.modals)
    .find((view) => view.id === id || view.definition.external_id === id);
}

function swap(workspace: Workspace, next: View): View {
  const { modals } = screenOf(workspace, next.userId);
  setModals(
    workspace,
    next.userId,
    modals.map((view) => (view.id === next.id ? next : view)),
  );
  return next;
}

/** Gives an open view new contents; what the person typed stays where block id and action id stay. */
export function updateView(
  workspace: Workspace,
  current: View,
  definition: ViewDefinition,
  ackedAt?: number,
): View {
  return swap(workspace, { ...current, ...contentsOf(workspace, definition, ackedAt) });
}

/** Shows the app's complaints inside an open view. */
export function showErrors(workspace: Workspace, current: View, errors: View['errors']): View {
  return swap(workspace, { ...current, errors });
}

/** Closes one view, or with `all` every modal the person has open. */
export function dropViews(workspace: Workspace, view: View, all: boolean): void {
  const { modals } = screenOf(workspace, view.userId);
  setModals(workspace, view.userId, all ? [] : modals.filter(({ id }) => id !== view.id));
}

/** Replaces a person's Home tab. */
export function publishHome(workspace: Workspace, userId: string, definition: ViewDefinition): View {
  const screen = screenOf(workspace, userId);
  const id = screen.home?.id ?? nextId(workspace, 'V');
  const place = { id, userId, rootViewId: id, previousViewId: null };
  const home = { ...place, ...contentsOf(workspace, definition) };
  workspace.screens.set(userId, { ...screen, home });
  changed(workspace);
  return home;
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
