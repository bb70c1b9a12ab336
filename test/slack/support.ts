import { webApi } from '@slack/bolt';

import { readManifest } from '../../sandbox/slack/manifest.ts';
import { startSlackSandbox, type SandboxOptions, type SlackSandbox } from '../../sandbox/slack/sandbox.ts';
import { createSlackClients, type SlackClients } from '../../src/slack/client.ts';

/** A logger that keeps what it is told. */
function keepingLogger(): { readonly lines: string[]; readonly logger: webApi.Logger } {
  const lines: string[] = [];
  const write = (...said: unknown[]) => void lines.push(said.map(String).join(' '));
  const logger: webApi.Logger = {
    debug: write,
    info: write,
    warn: write,
    error: write,
    setLevel() {},
    getLevel: () => webApi.LogLevel.DEBUG,
    setName() {},
  };
  return { lines, logger };
}

export type Edge = {
  readonly slack: SlackSandbox;
  readonly clients: SlackClients;
  /** What the clients logged. */
  readonly lines: readonly string[];
};

/** The simulated workspace and the bot's clients for it. */
export async function startEdge(options: Partial<SandboxOptions> = {}): Promise<Edge> {
  const slack = await startSlackSandbox({ manifest: readManifest('manifest.yml'), ...options });
  const { lines, logger } = keepingLogger();
  const clients = createSlackClients({ token: slack.botToken, apiUrl: slack.apiUrl, logger });
  return { slack, clients, lines };
}
