import type { Interactive } from '../block-kit/blocks.ts';
import type { InteractiveElement } from '../block-kit/elements.ts';
import { formValues, type ElementState } from '../state/forms.ts';
import type { Message } from '../state/message.ts';
import { messageJson } from '../state/messages.ts';
import { viewJson } from '../state/screens.ts';
import type { View } from '../state/view.ts';
import {
  bot,
  issueResponseUrl,
  issueTrigger,
  nextTimestamp,
  team,
  type Channel,
  type Member,
  type Workspace,
} from '../state/workspace.ts';

/** What a payload is about: the person, and where links lead. */
export type Scene = { readonly workspace: Workspace; readonly person: Member; readonly origin: string };

/** Deprecated by Slack and ignored by every library, but always there. */
const VERIFICATION_TOKEN = 'sandbox-verification-token';

/** The message or view that a person acts in. */
export type Surface =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'view'; readonly view: View };

const common = ({ workspace: { habits }, person }: Scene) => ({
  user: { id: person.id, username: person.handle, name: person.handle, team_id: team.id },
  api_app_id: bot.appId,
  token: VERIFICATION_TOKEN,
  team: { id: team.id, domain: team.domain },
  enterprise: habits.enterpriseId === null ? null : { id: habits.enterpriseId, name: team.name },
  is_enterprise_install: false,
});

const channelName = (channel: Channel) => {
  if (channel.isIm) return 'directmessage';
  return channel.isPrivate ? 'privategroup' : channel.name;
};

/** https://docs.slack.dev/interactivity/implementing-slash-commands */
export function commandPayload(
  scene: Scene,
  typed: { readonly command: string; readonly text: string; readonly channel: Channel },
): Readonly<Record<string, unknown>> {
  const { workspace, person, origin } = scene;
  const target = { userId: person.id, channel: typed.channel.id, message: null };
  return {
    token: VERIFICATION_TOKEN,
    team_id: team.id,
    team_domain: team.domain,
    ...(workspace.habits.enterpriseId !== null && {
      enterprise_id: workspace.habits.enterpriseId,
      enterprise_name: team.name,
    }),
    channel_id: typed.channel.id,
    channel_name: channelName(typed.channel),
    user_id: person.id,
    user_name: person.handle,
    command: typed.command,
    text: typed.text,
    api_app_id: bot.appId,
    is_enterprise_install: 'false',
    response_url: `${origin}${issueResponseUrl(workspace, target)}`,
    trigger_id: issueTrigger(workspace, person.id),
  };
}

/**
 * A global shortcut, which tells of no place: https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload
 */
export function shortcutPayload(scene: Scene, callbackId: string): Readonly<Record<string, unknown>> {
  return {
    type: 'shortcut',
    ...common(scene),
    callback_id: callbackId,
    trigger_id: issueTrigger(scene.workspace, scene.person.id),
    action_ts: nextTimestamp(scene.workspace),
  };
}

/** A shortcut on a message, which comes with it as the person sees it, also where the bot is no member. */
export function messageShortcutPayload(
  scene: Scene,
  callbackId: string,
  message: Message,
): Readonly<Record<string, unknown>> {
  const { workspace, person, origin } = scene;
  const channel = workspace.channels.get(message.channel);
  const { ts } = message;
  // Answers to a message shortcut's address are new messages: the message is not the app's to replace.
  const target = { userId: person.id, channel: message.channel, message: null };
  return {
    ...shortcutPayload(scene, callbackId),
    type: 'message_action',
    message_ts: ts,
    channel: { id: message.channel, name: channel === undefined ? '' : channelName(channel) },
    message: messageJson(message),
    response_url: `${origin}${issueResponseUrl(workspace, target)}`,
  };
}

function surfaceFields(scene: Scene, surface: Surface): Readonly<Record<string, unknown>> {
  const { workspace, person } = scene;
  if (surface.kind === 'view') {
    const { view } = surface;
    return { container: { type: 'view', view_id: view.id }, view: viewJson(workspace, view) };
  }
  const { message } = surface;
  const ephemeral = message.ephemeralTo !== null;
  const channel = workspace.channels.get(message.channel);
  const form = workspace.forms.get(formKey(surface, person.id));
  return {
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: message.channel,
      is_ephemeral: ephemeral,
    },
    channel: { id: message.channel, name: channel === undefined ? '' : channelName(channel) },
    // Slack leaves ephemeral messages out of the payload.
    ...(ephemeral ? {} : { message: messageJson(message) }),
    state: { values: formValues(message.blocks, form) },
  };
}

/** Where the workspace keeps what a person typed or chose on a surface. */
export function formKey(surface: Surface, userId: string): string {
  return surface.kind === 'view'
    ? surface.view.id
    : `${surface.message.channel}:${surface.message.ts}:${userId}`;
}

const buttonFields = (element: InteractiveElement): Readonly<Record<string, unknown>> => {
  if (element.type !== 'button') return {};
  const { text, value, style } = element;
  return { text, ...(value === undefined ? {} : { value }), ...(style === undefined ? {} : { style }) };
};

/** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export function actionPayload(
  scene: Scene,
  surface: Surface,
  used: Interactive,
  state: ElementState | null,
): Readonly<Record<string, unknown>> {
  const { workspace, person, origin } = scene;
  const { element } = used;
  const respond =
    surface.kind === 'message'
      ? {
          response_url: `${origin}${issueResponseUrl(workspace, {
            userId: person.id,
            channel: surface.message.channel,
            message: surface.message.ts,
          })}`,
        }
      : {};
  const action = {
    type: element.type,
    action_id: used.actionId,
    block_id: used.blockId,
    ...buttonFields(element),
    ...state,
    action_ts: nextTimestamp(workspace),
  };
  return {
    type: 'block_actions',
    ...common(scene),
    ...surfaceFields(scene, surface),
    ...respond,
    trigger_id: issueTrigger(workspace, person.id),
    actions: [action],
  };
}

/** https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
export function viewPayload(
  scene: Scene,
  type: 'view_submission' | 'view_closed',
  view: View,
  isCleared = false,
): Readonly<Record<string, unknown>> {
  const extra =
    type === 'view_submission'
      ? { trigger_id: issueTrigger(scene.workspace, scene.person.id), response_urls: [] }
      : { is_cleared: isCleared };
  return { type, ...common(scene), view: viewJson(scene.workspace, view), ...extra };
}

/** https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload */
export function suggestionPayload(
  scene: Scene,
  surface: Surface,
  used: Interactive,
  typed: string,
): Readonly<Record<string, unknown>> {
  return {
    type: 'block_suggestion',
    ...common(scene),
    ...surfaceFields(scene, surface),
    action_id: used.actionId,
    block_id: used.blockId,
    value: typed,
  };
}

/** https://docs.slack.dev/reference/events/app_home_opened */
export function homeOpenedPayload(
  scene: Scene,
  channel: string,
  home: View | null,
): Readonly<Record<string, unknown>> {
  const { workspace, person } = scene;
  const timestamp = nextTimestamp(workspace);
  return {
    token: VERIFICATION_TOKEN,
    team_id: team.id,
    api_app_id: bot.appId,
    type: 'event_callback',
    event_id: `Ev${timestamp.replace('.', '')}`,
    event_time: Math.floor(workspace.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: team.id,
        user_id: bot.userId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    event: {
      type: 'app_home_opened',
      user: person.id,
      channel,
      tab: 'home',
      event_ts: timestamp,
      ...(home === null ? {} : { view: viewJson(workspace, home) }),
    },
  };
}
