import { parseArgs } from 'node:util';

import { startWorkfront, type WorkfrontSandbox } from './start.ts';

const usage = `A Workfront of your own on this machine, with made-up people. Nothing leaves 127.0.0.1.

  --port N        port to listen on (default: a free one)
  --users N       users besides the named ones (default 200)
  --seed N        other numbers make other people (default 1)
  --api-key KEY   API key to accept (default: a random one)
  --password TEXT password to accept (default: a random one)
  --json          print the address and the credentials as one line of JSON`;

function describe({ url, credentials, directory }: WorkfrontSandbox): string {
  const { apiKey, username, password, ims, jwt } = credentials;
  return `Workfront sandbox with ${directory.all().length} users: ${url}
Traffic: ${url}/sandbox/traffic   Users: ${url}/sandbox/users?query=tyler   Mails: ${url}/sandbox/mails

For the bot's .env, one of the four ways to log in:
WORKFRONT_URL=${url}

WORKFRONT_AUTH=api-key
WORKFRONT_API_KEY=${apiKey}

WORKFRONT_AUTH=password
WORKFRONT_USERNAME=${username}
WORKFRONT_PASSWORD=${password}

WORKFRONT_AUTH=ims
IMS_CLIENT_ID=${ims.clientId}
IMS_CLIENT_SECRET=${ims.clientSecret}
IMS_ORG_ID=${ims.orgId}
IMS_SCOPES=${ims.scopes}
IMS_TOKEN_URL=${ims.tokenUrl}

WORKFRONT_AUTH=jwt
WORKFRONT_CUSTOMER_ID=${jwt.customerId}
WORKFRONT_USER_ID=${jwt.userId}
WORKFRONT_CLIENT_ID=${jwt.clientId}
WORKFRONT_CLIENT_SECRET=${jwt.clientSecret}
WORKFRONT_PRIVATE_KEY=${JSON.stringify(jwt.privateKey)}

Stop with Ctrl+C.`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      users: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      'api-key': { type: 'string' },
      password: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const number = (name: 'port' | 'users' | 'seed'): number => {
    if (/^\d+$/.test(values[name])) return Number(values[name]);
    throw new Error(`--${name} needs a whole number, such as --${name} 500`);
  };
  const sandbox = await startWorkfront({
    port: number('port'),
    users: number('users'),
    seed: number('seed'),
    credentials: { apiKey: values['api-key'], password: values.password },
  });
  const { url, credentials } = sandbox;
  console.log(values.json ? JSON.stringify({ url, credentials }) : describe(sandbox));
  const stop = (): void => void sandbox.close();
  process.once('SIGINT', stop).once('SIGTERM', stop);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
