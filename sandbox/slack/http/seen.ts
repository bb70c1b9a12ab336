import { plainText } from '../block-kit/plain-text.ts';
import { formKey } from '../delivery/payloads.ts';
import { formValues } from '../state/forms.ts';
import { messagesSeenBy } from '../state/messages.ts';
import type { Member, View } from '../state/records.ts';
import { homeOf, topView } from '../state/views.ts';
import { bot, type Workspace } from '../state/workspace.ts';

/*
 * What the page is told. This leads to nothing of Node's, so that the browser's side can use its types.
 */

/** The workspace as one person sees it. */
export type Seen = ReturnType<typeof seenBy>;
export type SeenPerson = Member;
export type SeenMessage = Seen['messages'][number];
export type SeenView = NonNullable<Seen['view']>;

/**
 * The workspace as one person sees it now; somebody unknown sees no channel. `connections`: of the app; `controls`: what
 * is served beside the workspace.
 */
export function seenBy(
  workspace: Workspace,
  userId: string,
  connections: number,
  controls: readonly string[],
) {
  const { manifest, forms, files } = workspace;
  const shown = (view: View | null) =>
    view && { ...view, values: formValues(view.blocks, forms.get(view.id)), words: plainText(view) };
  return {
    app: {
      name: manifest.name,
      description: manifest.description ?? '',
      userId: bot.userId,
      connections,
      homeTab: manifest.homeTab,
    },
    people: [...workspace.people.values()],
    groups: [...workspace.userGroups.values()].map(({ id, handle }) => ({ id, handle })),
    channels: [...workspace.channels.values()].filter(({ members }) => members.includes(userId)),
    /** The id of the direct message with the app, open or not. */
    dm: `D${userId.slice(1)}`,
    commands: manifest.commands,
    shortcuts: manifest.shortcuts ?? [],
    messages: messagesSeenBy(workspace, userId).map((message) => ({
      ...message,
      files: message.files.flatMap((id) => {
        const file = files.get(id);
        return file === undefined ? [] : [{ id, name: file.name, size: file.content?.length ?? 0 }];
      }),
      /** What this person chose in it. */
      values: formValues(message.blocks, forms.get(formKey(message, userId))),
      words: plainText(message),
    })),
    view: shown(topView(workspace, userId)),
    home: shown(homeOf(workspace, userId)),
    /** What the app used and this workspace does not know. */
    uncovered: workspace.uncovered,
    controls,
  };
}
