/** `npm run doctor`: looks at everything that the bot needs, changes nothing, and says what to do next. */
import type { Writable } from 'node:stream';

import { ConfigError, envHint, parseConfig, readEnvironment, type Environment } from '../config.ts';
import { lookLive } from '../workfront/live-checks.ts';
import { storeFindings } from './examine-store.ts';
import {
  clockFindings,
  nodeFinding,
  slackFindings,
  slackLiveFindings,
  workfrontFindings,
} from './examine.ts';
import type { Finding } from './finding.ts';

export type DoctorIo = { readonly env: Environment; readonly out: Writable; readonly err: Writable };

const usage = `npm run doctor [-- --live] [--json]
    looks at the configuration, Slack, Workfront, the clock, the store and Node, and changes nothing;
    ends with 1 if the bot would not start or would break a promise
    --live also asks Slack and your Workfront those questions of docs/live-checks.md that only read
    --json for machines
`;

/** Prints one line for each finding, or all as JSON. Returns the exit code: 0; 1 for a problem; 2 for unknown arguments. */
export async function runDoctor(args: readonly string[], { env, out, err }: DoctorIo): Promise<number> {
  const isJson = args.includes('--json');
  if (args.some((word) => word !== '--json' && word !== '--live')) {
    err.write(usage);
    return 2;
  }
  const findings: Finding[] = [];
  for await (const finding of examine(env, { isLive: args.includes('--live') })) {
    findings.push(finding);
    if (!isJson) out.write(`${marks[finding.state]} ${finding.about}: ${finding.says}\n`);
  }
  const isSound = findings.every(({ state }) => state !== 'problem');
  if (isJson) out.write(`${JSON.stringify({ ok: isSound, findings })}\n`);
  return isSound ? 0 : 1;
}

const marks = { ok: 'ok     ', warning: 'look   ', problem: 'PROBLEM' } as const;

const notLive: Finding = {
  about: 'live checks',
  state: 'warning',
  says: 'nothing was asked: mend what is wrong with Workfront first',
};

async function* examine(env: Environment, { isLive }: { readonly isLive: boolean }): AsyncGenerator<Finding> {
  yield nodeFinding(process.versions.node);
  try {
    const config = parseConfig(env);
    if (config.warnings.length === 0) {
      yield { about: 'configuration', state: 'ok', says: 'every name that is needed has a usable value' };
    }
    for (const says of config.warnings) yield { about: 'configuration', state: 'warning', says };
    yield* await slackFindings(config);
    const workfront = await workfrontFindings(config);
    yield* workfront;
    yield* await clockFindings(config);
    yield* await storeFindings({ target: config.storeTarget, auditKeyFile: config.auditKeyFile });
    if (isLive) yield* slackLiveFindings(config);
    // A log-in that was refused is not tried once more: that may lock the account.
    if (isLive && workfront.every(({ state }) => state !== 'problem')) yield* lookLive(config.workfront);
    else if (isLive) yield notLive;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const { name, problem, example } of error.problems) {
      yield {
        about: 'configuration',
        state: 'problem',
        says: `${name} ${problem}. Example: ${name}=${example}`,
      };
    }
    const hint = envHint();
    if (hint) yield { about: 'configuration', state: 'warning', says: hint };
    const rest = 'Slack, Workfront and the store were not looked at: mend the configuration first';
    yield { about: 'the rest', state: 'warning', says: rest };
  }
}

if (import.meta.main) {
  const io = { env: readEnvironment(), out: process.stdout, err: process.stderr };
  process.exitCode = await runDoctor(process.argv.slice(2), io);
}
