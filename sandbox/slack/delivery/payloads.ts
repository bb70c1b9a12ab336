import type { Json } from '../../shared/json.ts';
import type { Interactive } from '../block-kit/blocks.ts';
import { formValues, type ElementState } from '../state/forms.ts';
import { messageJson } from '../state/messages.ts';
import type { Channel, Member, Message, View } from '../state/records.ts';
import { viewJson } from '../state/views.ts';
import {
  bot,
  issueResponseUrl,
  issueTrigger,
  nextTimestamp,
  team,
  type Workspace,
} from '../state/workspace.ts';

/** The person that a payload tells of. */
export type Scene = { readonly workspace: Workspace; readonly person: Member };

/** The message or view that a person acts in. */
export type Surface = Message | View;

/** An element that somebody uses, where it stands. */
export type Used = Interactive & { readonly surface: Surface };

/** Where the workspace keeps what a person typed or chose on a surface. */
export function formKey(surface: Surface, userId: string): string {
  return 'ts' in surface ? `${surface.channel}:${surface.ts}:${userId}` : surface.id;
}

/** Deprecated by Slack and ignored by every library, but always there. */
const token = 'sandbox-verification-token';

const common = ({ workspace: { habits }, person }: Scene): Json => ({
  user: { id: person.id, username: person.handle, name: person.handle, team_id: team.id },
  api_app_id: bot.appId,
  token,
  team: { id: team.id, domain: team.domain },
  enterprise: habits.enterpriseId === null ? null : { id: habits.enterpriseId, name: team.name },
  is_enterprise_install: false,
});

const channelName = (channel: Channel) => {
  if (channel.isIm) return 'directmessage';
  return channel.isPrivate ? 'privategroup' : channel.name;
};

function channelOf({ workspace }: Scene, id: string): Json {
  const channel = workspace.channels.get(id);
  return { id, name: channel === undefined ? '' : channelName(channel) };
}

/** https://docs.slack.dev/interactivity/implementing-slash-commands */
export function commandPayload(scene: Scene, channel: Channel, command: string, text: string): Json {
  const { workspace, person } = scene;
  const { enterpriseId } = workspace.habits;
  return {
    token,
    team_id: team.id,
    team_domain: team.domain,
    ...(enterpriseId !== null && { enterprise_id: enterpriseId, enterprise_name: team.name }),
    channel_id: channel.id,
    channel_name: channelName(channel),
    user_id: person.id,
    user_name: person.handle,
    command,
    text,
    api_app_id: bot.appId,
    is_enterprise_install: 'false',
    response_url: issueResponseUrl(workspace, person.id, channel.id),
    trigger_id: issueTrigger(workspace, person.id),
  };
}

/**
 * A shortcut: a global one, which tells of no place, or one on a message, which comes with it as the person sees it, also
 * where the bot is no member. https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload
 */
export function shortcutPayload(scene: Scene, callbackId: string, message: Message | null): Json {
  const { workspace, person } = scene;
  return {
    type: message === null ? 'shortcut' : 'message_action',
    ...common(scene),
    callback_id: callbackId,
    trigger_id: issueTrigger(workspace, person.id),
    action_ts: nextTimestamp(workspace),
    ...(message !== null && {
      message_ts: message.ts,
      channel: channelOf(scene, message.channel),
      message: messageJson(message),
      // The message is not the app's to replace.
      response_url: issueResponseUrl(workspace, person.id, message.channel),
    }),
  };
}

function surfaceFields(scene: Scene, surface: Surface): Json {
  const { workspace, person } = scene;
  if (!('ts' in surface))
    return { container: { type: 'view', view_id: surface.id }, view: viewJson(workspace, surface) };
  const { channel, ts } = surface;
  const ephemeral = surface.ephemeralTo !== null;
  return {
    container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: ephemeral },
    channel: channelOf(scene, channel),
    // Slack leaves ephemeral messages out of the payload.
    ...(!ephemeral && { message: messageJson(surface) }),
    state: { values: formValues(surface.blocks, workspace.forms.get(formKey(surface, person.id))) },
  };
}

/** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export function actionPayload(
  scene: Scene,
  { surface, element, actionId, blockId }: Used,
  state: ElementState | null,
): Json {
  const { workspace, person } = scene;
  const action = {
    type: element.type,
    action_id: actionId,
    block_id: blockId,
    ...(element.type === 'button' && { text: element.text, value: element.value, style: element.style }),
    ...state,
    action_ts: nextTimestamp(workspace),
  };
  return {
    type: 'block_actions',
    ...common(scene),
    ...surfaceFields(scene, surface),
    ...('ts' in surface && {
      response_url: issueResponseUrl(workspace, person.id, surface.channel, surface.ts),
    }),
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
): Json {
  const extra =
    type === 'view_submission'
      ? { trigger_id: issueTrigger(scene.workspace, scene.person.id), response_urls: [] }
      : { is_cleared: isCleared };
  return { type, ...common(scene), view: viewJson(scene.workspace, view), ...extra };
}

/** https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload */
export function suggestionPayload(scene: Scene, { surface, actionId, blockId }: Used, typed: string): Json {
  return {
    type: 'block_suggestion',
    ...common(scene),
    ...surfaceFields(scene, surface),
    action_id: actionId,
    block_id: blockId,
    value: typed,
  };
}

/** https://docs.slack.dev/reference/events/app_home_opened */
export function homeOpenedPayload({ workspace, person }: Scene, channel: string, home: View | null): Json {
  const timestamp = nextTimestamp(workspace);
  const installed = { team_id: team.id, user_id: bot.userId, is_bot: true, is_enterprise_install: false };
  return {
    token,
    team_id: team.id,
    api_app_id: bot.appId,
    type: 'event_callback',
    event_id: `Ev${timestamp.replace('.', '')}`,
    event_time: Math.floor(workspace.now() / 1000),
    authorizations: [{ enterprise_id: null, ...installed }],
    event: {
      type: 'app_home_opened',
      user: person.id,
      channel,
      tab: 'home',
      event_ts: timestamp,
      ...(home !== null && { view: viewJson(workspace, home) }),
    },
  };
}
