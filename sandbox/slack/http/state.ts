import { plainText } from '../block-kit/plain-text.ts';
import type { Connections } from '../delivery/connections.ts';
import { formKey } from '../delivery/payloads.ts';
import type { PersonDriver } from '../person/driver.ts';
import { formValues } from '../state/forms.ts';
import type { View } from '../state/records.ts';
import { bot, type Workspace } from '../state/workspace.ts';
import type { Seen } from './seen.ts';

export type SeenParts = {
  readonly workspace: Workspace;
  readonly person: (userId: string) => PersonDriver;
  readonly connections: Pick<Connections, 'count'>;
  /** What somebody else serves beside the workspace, by name. */
  readonly more: ReadonlyMap<string, (body: unknown) => Promise<unknown>>;
};

/** The workspace as one person sees it now; somebody unknown sees no channel. */
export function seenBy({ workspace, person, connections, more }: SeenParts, userId: string): Seen {
  const { manifest, forms } = workspace;
  const driver = person(userId);
  const shown = (view: View | null) =>
    view && { ...view, values: formValues(view.blocks, forms.get(view.id)), words: plainText(view) };
  return {
    app: {
      name: manifest.name,
      description: manifest.description ?? '',
      userId: bot.userId,
      connections: connections.count(),
      homeTab: manifest.homeTab,
    },
    people: [...workspace.people.values()],
    groups: [...workspace.userGroups.values()].map(({ id, handle }) => ({ id, handle })),
    channels: [...workspace.channels.values()].filter(({ members }) => members.includes(userId)),
    dm: `D${userId.slice(1)}`,
    commands: manifest.commands,
    shortcuts: manifest.shortcuts ?? [],
    messages: driver.sees().map((message) => {
      const form = forms.get(formKey(message, userId));
      const files = message.files.flatMap((id) => {
        const file = workspace.files.get(id);
        return file === undefined ? [] : [{ id, name: file.name, size: file.content?.length ?? 0 }];
      });
      return { ...message, files, values: formValues(message.blocks, form), words: plainText(message) };
    }),
    view: shown(driver.openView()),
    home: shown(driver.home()),
    uncovered: workspace.uncovered,
    controls: [...more.keys()],
  };
}
