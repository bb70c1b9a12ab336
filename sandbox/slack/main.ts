import { parseArgs } from 'node:util';

import { readManifest } from './manifest.ts';
import { startSlackSandbox } from './sandbox.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4100' },
    manifest: { type: 'string', default: 'manifest.yml' },
    'request-url': { type: 'string' },
  },
});

const sandbox = await startSlackSandbox({
  manifest: readManifest(values.manifest),
  port: Number(values.port),
  requestUrl: values['request-url'] ?? null,
});

const mode = values['request-url'] === undefined ? 'socket' : 'http';
const settings = Object.entries(sandbox.environment(mode)).map(([name, value]) => `${name}=${value}`);

console.log(`Slack sandbox: ${sandbox.apiUrl}
Its page: ${new URL('/', sandbox.apiUrl).href}

For the bot:
${settings.join('\n')}

Ctrl+C ends it.`);

process.once('SIGINT', () => void sandbox.close());
process.once('SIGTERM', () => void sandbox.close());
