import type { FormValues } from '../state/forms.ts';
import type { Channel, Manifest, Member, Message, View } from '../state/records.ts';

/** The types of what the page is told. They lead to nothing of Node's, so that the browser's side can use them. */
export type SeenPerson = Member;

export type SeenMessage = Omit<Message, 'files'> & {
  readonly files: readonly { readonly id: string; readonly name: string; readonly size: number }[];
  /** What this person chose in it. */
  readonly values: FormValues;
};

export type SeenView = View & { readonly values: FormValues };

/** The workspace as one person sees it. */
export type Seen = {
  readonly app: {
    readonly name: string;
    readonly description: string;
    readonly userId: string;
    readonly connections: number;
    readonly homeTab: boolean;
  };
  readonly people: readonly SeenPerson[];
  readonly groups: readonly { readonly id: string; readonly handle: string }[];
  readonly channels: readonly Channel[];
  /** The id of the direct message with the app, open or not. */
  readonly dm: string;
  readonly commands: Manifest['commands'];
  readonly shortcuts: Required<Manifest>['shortcuts'];
  readonly messages: readonly SeenMessage[];
  readonly view: SeenView | null;
  readonly home: SeenView | null;
  /** What the app used and this workspace does not know. */
  readonly uncovered: readonly string[];
  /** What is served beside the workspace. */
  readonly controls: readonly string[];
};
