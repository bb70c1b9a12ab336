import type { Option } from '../block-kit/elements.ts';
import { canSee, type Message, type MessageRef } from '../state/messages.ts';
import { screenOf, type View } from '../state/screens.ts';
import type { Notification } from '../state/workspace.ts';
import { choose, click, suggestions, type UseOptions } from './actions.ts';
import type { AckResult, Actor, Target } from './actor.ts';
import { openHome, sayInChannel, typeCommand } from './commands.ts';
import { closeView, fill, submit, topView, upload, type FormInput } from './modals.ts';
import { useShortcut } from './shortcuts.ts';

/** A person in the workspace, to act and look as. Everything that the person could not do throws. */
export type PersonDriver = {
  type(command: string, options?: { readonly channel?: string | undefined }): Promise<AckResult>;
  /** Posts words of their own to a channel that they are in. */
  say(text: string, channel: string): Message;
  click(target: Target, actionIdOrText: string, options?: UseOptions): Promise<AckResult>;
  choose(
    target: Target,
    actionId: string,
    value: string | number | readonly string[],
    options?: UseOptions,
  ): Promise<AckResult>;
  /** Uses a shortcut by callback id or name; with `on` one of that message. */
  shortcut(callbackId: string, on?: MessageRef): Promise<AckResult>;
  /** Chooses files of their own in the open modal, by block id, action id or label of the input. */
  upload(input: string, files: readonly { readonly name: string; readonly content: string | Buffer }[]): void;
  /** The pushes this person got, in order. */
  notifications(): readonly Notification[];
  suggestions(actionId: string, typed: string): Promise<readonly Option[]>;
  openView(): View | null;
  fill(view: { readonly id: string }, values: FormInput): void;
  submit(): Promise<AckResult>;
  closeView(): Promise<AckResult>;
  openHome(): Promise<AckResult>;
  home(): View | null;
  /** What the person can see now, in order, in one channel or in all; ephemeral and direct messages included. */
  sees(channelId?: string): readonly Message[];
  /** The direct messages with the bot. */
  dm(): readonly Message[];
};

/** A driver for one person. */
export function createPerson(actor: Actor): PersonDriver {
  const { workspace } = actor.delivery;
  const sees = (channelId?: string) =>
    workspace.messages.filter(
      (message) =>
        (channelId === undefined || message.channel === channelId) &&
        canSee(workspace, actor.userId, message),
    );
  return {
    type: (command, options) => typeCommand(actor, command, options),
    say: (text, channel) => sayInChannel(actor, text, channel),
    click: (target, name, options) => click(actor, target, name, options),
    choose: (target, actionId, value, options) => choose(actor, target, actionId, value, options),
    shortcut: (callbackId, on) => useShortcut(actor, callbackId, on),
    upload: (input, files) => upload(actor, input, files),
    notifications: () => workspace.notifications.filter(({ to }) => to === actor.userId),
    suggestions: (actionId, typed) => suggestions(actor, actionId, typed),
    openView: () => topView(actor),
    fill: (view, values) => fill(actor, view, values),
    submit: () => submit(actor),
    closeView: () => closeView(actor),
    openHome: () => openHome(actor),
    home: () => screenOf(workspace, actor.userId).home,
    sees,
    dm: () => sees(`D${actor.userId.slice(1)}`),
  };
}
