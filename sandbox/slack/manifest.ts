import { readFileSync } from 'node:fs';

import { parse } from 'yaml';
import * as z from 'zod';

import type { Manifest } from './state/records.ts';

const slashCommand = z
  .object({
    command: z.string().startsWith('/'),
    should_escape: z.boolean().default(false),
    description: z.string().optional(),
    usage_hint: z.string().optional(),
  })
  .transform(({ should_escape: shouldEscape, usage_hint: usageHint, ...rest }) => ({
    ...rest,
    shouldEscape,
    usageHint,
  }));

/** https://docs.slack.dev/reference/app-manifest#features */
const shortcut = z
  .object({
    name: z.string().min(1).max(24),
    type: z.enum(['global', 'message']),
    callback_id: z.string().min(1).max(255),
    description: z.string().min(1).max(150),
  })
  .transform(({ name, type, callback_id: callbackId }) => ({ name, type, callbackId }));

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
  const { features, settings } = manifest;
  return {
    ...manifest.display_information,
    scopes: manifest.oauth_config.scopes.bot,
    commands: features?.slash_commands ?? [],
    shortcuts: features?.shortcuts ?? [],
    events: settings?.event_subscriptions?.bot_events ?? [],
    homeTab: features?.app_home?.home_tab_enabled ?? false,
    interactivity: settings?.interactivity?.is_enabled ?? false,
  };
}
