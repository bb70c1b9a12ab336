import { messagesSeenBy } from '../state/messages.ts';
import { homeOf, topView } from '../state/views.ts';
import { choose, click, suggestions } from './actions.ts';
import type { Actor } from './actor.ts';
import { openHome, sayInChannel, typeCommand, useShortcut } from './commands.ts';
import { closeView, fill, submit, upload } from './modals.ts';

/** A person in the workspace, to act and look as. Everything that the person could not do throws. */
export type PersonDriver = ReturnType<typeof createPerson>;

/** A driver for one person. */
export function createPerson(actor: Actor) {
  const { workspace } = actor;
  const sees = (channelId?: string) => messagesSeenBy(workspace, actor.userId, channelId);
  const bound =
    <Rest extends readonly unknown[], Result>(act: (who: Actor, ...rest: Rest) => Result) =>
    (...rest: Rest): Result =>
      act(actor, ...rest);
  return {
    type: bound(typeCommand),
    say: bound(sayInChannel),
    click: bound(click),
    choose: bound(choose),
    shortcut: bound(useShortcut),
    suggestions: bound(suggestions),
    /** The view on top of the person's modals. */
    openView: () => topView(workspace, actor.userId),
    fill: bound(fill),
    upload: bound(upload),
    submit: bound(submit),
    closeView: bound(closeView),
    openHome: bound(openHome),
    home: () => homeOf(workspace, actor.userId),
    /** What the person can see now, in order, in one channel or in all; ephemeral and direct messages included. */
    sees,
    /** The direct messages with the bot. */
    dm: () => sees(`D${actor.userId.slice(1)}`),
    /** The pushes this person got, in order. */
    notifications: () => workspace.notifications.filter(({ to }) => to === actor.userId),
  };
}
