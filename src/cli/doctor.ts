/** `npm run doctor`: looks at everything that the bot needs, changes nothing, and says what to do next. */
import type { Writable } from 'node:stream';

import { ConfigError, parseConfig, readEnvironment, type Environment } from '../config.ts';
import { storeFindings } from './examine-store.ts';
import { clockFindings, nodeFinding, slackFindings, workfrontFindings, type Finding } from './examine.ts';

export type DoctorIo = { readonly env: Environment; readonly out: Writable; readonly err: Writable };

const usage = `npm run doctor [-- --json]
    looks at the configuration, Slack, Workfront, the clock, the store and Node, and changes nothing;
    ends with 1 if the bot would not start or would break a promise
`;

/** Prints one line for each finding, or all as JSON. Returns the exit code: 0; 1 for a problem; 2 for unknown arguments. */
export async function runDoctor(args: readonly string[], { env, out, err }: DoctorIo): Promise<number> {
  const isJson = args.length === 1 && args[0] === '--json';
  if (args.length > 0 && !isJson) {
    err.write(usage);
    return 2;
  }
  const findings: Finding[] = [];
  for await (const finding of examine(env)) {
    findings.push(finding);
    if (!isJson) out.write(`${marks[finding.state]} ${finding.about}: ${finding.says}\n`);
  }
  const isSound = findings.every(({ state }) => state !== 'problem');
  if (isJson) out.write(`${JSON.stringify({ ok: isSound, findings })}\n`);
  return isSound ? 0 : 1;
}

const marks = { ok: 'ok     ', warning: 'look   ', problem: 'PROBLEM' } as const;

async function* examine(env: Environment): AsyncGenerator<Finding> {
  yield nodeFinding(process.versions.node);
  try {
    const config = parseConfig(env);
    if (config.warnings.length === 0) {
      yield { about: 'configuration', state: 'ok', says: 'every name that is needed has a usable value' };
    }
    for (const says of config.warnings) yield { about: 'configuration', state: 'warning', says };
    yield* await slackFindings(config);
    yield* await workfrontFindings(config);
    yield* await clockFindings(config);
    yield* await storeFindings({ target: config.storeTarget, auditKeyFile: config.auditKeyFile });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const { name, problem, example } of error.problems) {
      yield {
        about: 'configuration',
        state: 'problem',
        says: `${name} ${problem}. Example: ${name}=${example}`,
      };
    }
    const rest = 'Slack, Workfront and the store were not looked at: mend the configuration first';
    yield { about: 'the rest', state: 'warning', says: rest };
  }
}

if (import.meta.main) {
  const io = { env: readEnvironment(), out: process.stdout, err: process.stderr };
  process.exitCode = await runDoctor(process.argv.slice(2), io);
}
