import type { Block } from '../block-kit/blocks.ts';
import type { ViewDefinition } from '../block-kit/view-schema.ts';

/** A modal or Home view as a person has it open. */
export type View = {
  readonly id: string;
  readonly hash: string;
  readonly userId: string;
  readonly definition: ViewDefinition;
  readonly blocks: readonly Block[];
  readonly rootViewId: string;
  readonly previousViewId: string | null;
  /** What the app complained about at the last submission, by block id. */
  readonly errors: Readonly<Record<string, string>>;
  /** When an ack put its contents there, in milliseconds. */
  readonly ackedAt?: number;
};

/** What one person has open: the modals, undermost first, and the Home tab. */
export type Screen = { readonly modals: readonly View[]; readonly home: View | null };
