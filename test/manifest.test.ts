import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

/** The fields in use, with Slack's limits; an unknown field is an error. https://docs.slack.dev/reference/app-manifest */
const manifestSchema = z.strictObject({
  display_information: z.strictObject({ name: z.string().max(35), description: z.string().max(140) }),
  features: z.strictObject({
    bot_user: z.strictObject({
      display_name: z.string().regex(/^[a-z0-9._-]{1,80}$/),
      always_online: z.boolean(),
    }),
    app_home: z.strictObject({
      home_tab_enabled: z.boolean(),
      messages_tab_enabled: z.boolean(),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    slash_commands: z.array(
      z.strictObject({
        command: z.string().regex(/^\/[a-z0-9_-]{1,31}$/),
        description: z.string().max(2000),
        usage_hint: z.string().max(1000),
        should_escape: z.boolean(),
      }),
    ),
    shortcuts: z
      .array(
        z.strictObject({
          name: z.string().max(24),
          type: z.enum(['global', 'message']),
          callback_id: z.string().max(255),
          description: z.string().max(150),
        }),
      )
      .max(10),
  }),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(z.string()) }) }),
  settings: z.strictObject({
    interactivity: z.strictObject({ is_enabled: z.boolean() }),
    socket_mode_enabled: z.boolean(),
    org_deploy_enabled: z.boolean(),
    token_rotation_enabled: z.boolean(),
  }),
});

const text = readFileSync(new URL('../manifest.yml', import.meta.url), 'utf8');
const manifest = manifestSchema.parse(parse(text));

test('the commands hand over the ids of mentioned people', () => {
  const commands = manifest.features.slash_commands;
  expect(commands.map(({ command, should_escape }) => [command, should_escape])).toEqual([
    ['/wf-deactivate', true],
    ['/wf-reactivate', true],
  ]);
});

test('the scopes are the fewest that work: none reads messages, none acts for a person', () => {
  expect(manifest.oauth_config.scopes.bot.toSorted()).toEqual([
    'channels:read',
    'chat:write',
    'commands',
    'files:read',
    'files:write',
    'groups:read',
    'usergroups:read',
    'users:read',
    'users:read.email',
  ]);
});

test('buttons work, over Socket Mode, in one workspace, with a token that stays valid', () => {
  expect(manifest.settings).toEqual({
    interactivity: { is_enabled: true },
    socket_mode_enabled: true,
    org_deploy_enabled: false,
    token_rotation_enabled: false,
  });
});

test('people can read what the bot sends them, and cannot write to it in vain', () => {
  expect(manifest.features.app_home).toEqual({
    home_tab_enabled: false,
    messages_tab_enabled: true,
    messages_tab_read_only_enabled: true,
  });
});

test('README names every command of the manifest', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const missing = manifest.features.slash_commands.filter(({ command }) => !readme.includes(`\`${command}`));
  expect(missing).toEqual([]);
});
