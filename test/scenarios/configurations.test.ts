import { describe, expect, test } from 'vitest';

import { named } from '../../sandbox/workfront/records/named.ts';
import type { WorkfrontSandbox } from '../../sandbox/workfront/start.ts';
import { startWorld, type World } from '../support/world.ts';

const logIns = {
  'api-key': () => ({ WORKFRONT_AUTH: 'api-key' }),
  ims: ({ credentials: { ims } }: WorkfrontSandbox) => ({
    WORKFRONT_AUTH: 'ims',
    IMS_CLIENT_ID: ims.clientId,
    IMS_CLIENT_SECRET: ims.clientSecret,
    IMS_ORG_ID: ims.orgId,
    IMS_SCOPES: ims.scopes,
    IMS_TOKEN_URL: ims.tokenUrl,
  }),
  jwt: ({ credentials: { jwt } }: WorkfrontSandbox) => ({
    WORKFRONT_AUTH: 'jwt',
    WORKFRONT_CUSTOMER_ID: jwt.customerId,
    WORKFRONT_USER_ID: jwt.userId,
    WORKFRONT_CLIENT_ID: jwt.clientId,
    WORKFRONT_CLIENT_SECRET: jwt.clientSecret,
    WORKFRONT_PRIVATE_KEY: jwt.privateKey,
  }),
  password: ({ credentials: { username, password } }: WorkfrontSandbox) => ({
    WORKFRONT_AUTH: 'password',
    WORKFRONT_USERNAME: username,
    WORKFRONT_PASSWORD: password,
  }),
} as const;

/** The main job from the command to the end. */
async function deactivateTyler({ person, confirm, shows }: World): Promise<string> {
  await person.rita.type('/wf-deactivate tyler.reid@acme.example');
  const message = await confirm('Deactivate Tyler Reid');
  await shows(message, '[Deactivate]');
  await person.alan.click(message, 'Deactivate');
  return shows(message, 'Approved by <@U01ALAN>');
}

describe('the main job', () => {
  test.each([
    ['api-key', '22.0'],
    ['ims', '22.0'],
    ['jwt', '22.0'],
    ['password', '22.0'],
    ['password', '15.0'],
    ['password', '7.0'],
    ['api-key', '15.0'],
    ['api-key', '7.0'],
  ] as const)('is done with the log-in %s and version %s', async (logIn, version) => {
    const world = await startWorld({
      env: (workfront) => ({ ...logIns[logIn](workfront), WORKFRONT_API_VERSION: version }),
    });
    await deactivateTyler(world);
    await world.dm('rita', 'confirmed by Workfront');
    expect(world.isActive({ ID: named.tyler })).toBe(false);
    const change = world.workfront.traffic.find(({ path }) => path.includes(`/user/${named.tyler}`) && path);
    expect(change?.path).toContain(`/attask/api/v${version}/`);
    await world.close();
  });

  test.each(['gzip', 'br', 'deflate'] as const)('is done where Workfront answers in %s', async (compress) => {
    const world = await startWorld({ workfront: { habits: { compress } } });
    await deactivateTyler(world);
    await world.dm('rita', 'confirmed by Workfront');
    expect(world.isActive({ ID: named.tyler })).toBe(false);
    await world.close();
  });

  test('is played to its end in a dry run, and nothing is changed', async () => {
    const world = await startWorld({ env: { DRY_RUN: 'true' } });
    const mark = ':test_tube: Dry run. Workfront is not changed.';
    const { rita } = world.person;
    const answer = world.hears('rita', () => rita.type('/wf-deactivate noor.haddad@acme.example'));
    expect(await answer).toContain('Sent to the approvers: deactivate Noor Haddad');
    expect(await world.shows(await world.confirm('Deactivate Noor'), '[Deactivate]')).toContain(mark);
    await deactivateTyler(world);
    const confirm = await world.confirm('Dry run ended: deactivate Tyler Reid');
    expect(await world.shows(confirm, 'dry run')).toContain(
      ':test_tube: tyler.reid@acme.example: dry run, so Workfront was not changed.',
    );
    const result = await world.dm('rita', 'Tyler Reid');
    expect(result).toContain(mark);
    expect(world.isActive({ ID: named.tyler })).toBe(true);
    expect(world.workfront.traffic.filter(({ method }) => method !== 'GET')).toEqual([]);
    for (const row of await world.trail(0)) expect(row).toContain('dryRun');
    for (const line of await world.auditLines('Not deactivated')) expect(line).toContain('dry run');
    expect(await answer).toContain(mark);
    await world.close();
  });
});
