import { readFileSync } from 'node:fs';

import { parse } from 'yaml';
import * as z from 'zod';

export type ManifestCommand = {
  readonly command: string;
  readonly shouldEscape: boolean;
  readonly description?: string | undefined;
  readonly usageHint?: string | undefined;
};

export type ManifestShortcut = {
  readonly name: string;
  readonly type: 'global' | 'message';
  readonly callbackId: string;
};

/** What the workspace takes from an app's manifest. */
export type Manifest = {
  readonly name: string;
  readonly description?: string | undefined;
  readonly scopes: readonly string[];
  readonly commands: readonly ManifestCommand[];
  readonly shortcuts?: readonly ManifestShortcut[];
  readonly events: readonly string[];
  readonly homeTab: boolean;
  /** Whether clicks and forms reach the app; they do unless this is false. */
  readonly interactivity?: boolean;
};

const slashCommand = z.object({
  command: z.string().startsWith('/'),
  should_escape: z.boolean().optional(),
  description: z.string().optional(),
  usage_hint: z.string().optional(),
});

/** https://docs.slack.dev/reference/app-manifest#features */
const shortcut = z.object({
  name: z.string().min(1).max(24),
  type: z.enum(['global', 'message']),
  callback_id: z.string().min(1).max(255),
  description: z.string().min(1).max(150),
});

const manifestSchema = z.object({
  display_information: z.object({ name: z.string(), description: z.string().optional() }),
  features: z
    .object({
      app_home: z.object({ home_tab_enabled: z.boolean().optional() }).optional(),
      slash_commands: z.array(slashCommand).optional(),
      shortcuts: z.array(shortcut).max(10).optional(),
    })
    .optional(),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z
    .object({
      event_subscriptions: z.object({ bot_events: z.array(z.string()).optional() }).optional(),
      interactivity: z.object({ is_enabled: z.boolean() }).optional(),
    })
    .optional(),
});

/**
 * Reads an app manifest in YAML; throws when it lacks a name or the bot scopes.
 * Fields: https://docs.slack.dev/reference/app-manifest
 */
export function readManifest(path: string): Manifest {
  const manifest = manifestSchema.parse(parse(readFileSync(path, 'utf8')));
  return {
    name: manifest.display_information.name,
    description: manifest.display_information.description,
    scopes: manifest.oauth_config.scopes.bot,
    commands: (manifest.features?.slash_commands ?? []).map((one) => ({
      command: one.command,
      shouldEscape: one.should_escape ?? false,
      description: one.description,
      usageHint: one.usage_hint,
    })),
    shortcuts: (manifest.features?.shortcuts ?? []).map(({ name, type, callback_id: callbackId }) => ({
      name,
      type,
      callbackId,
    })),
    events: manifest.settings?.event_subscriptions?.bot_events ?? [],
    homeTab: manifest.features?.app_home?.home_tab_enabled ?? false,
    interactivity: manifest.settings?.interactivity?.is_enabled ?? false,
  };
}
