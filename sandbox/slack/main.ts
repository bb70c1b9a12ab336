import { parseArgs } from 'node:util';

import { approversGroup, channels, people } from '../acme.ts';
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

const overHttp = values['request-url'] !== undefined;

console.log(`Slack sandbox: ${sandbox.apiUrl}
Its page: ${new URL('/', sandbox.apiUrl).href}

For the bot:
SLACK_API_URL=${sandbox.apiUrl}
SLACK_BOT_TOKEN=${sandbox.botToken}
${overHttp ? '# HTTP: no app token' : `SLACK_APP_TOKEN=${sandbox.appToken}`}
SLACK_SIGNING_SECRET=${sandbox.signingSecret}
APPROVAL_CHANNEL=${channels.approvals.id}
AUDIT_CHANNEL=${channels.audit.id}
REQUESTERS=${people.rita.id}
APPROVERS=${approversGroup.id}

Ctrl+C ends it.`);

process.once('SIGINT', () => void sandbox.close());
process.once('SIGTERM', () => void sandbox.close());
