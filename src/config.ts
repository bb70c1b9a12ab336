import { existsSync } from 'node:fs';

import { config as loadDotenv } from 'dotenv';
import type { z } from 'zod';

import { authNames, authSchema, fields, generalSchema, storeSchema } from './config-schema.ts';
import type { Policy } from './requests/policy.ts';
import type { WorkfrontAuth } from './workfront/auth.ts';

/** The languages that channel messages can be written in. */
export type Locale = 'en';
type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type StoreTarget = { readonly databaseUrl: string } | { readonly dataDir: string };

export type Config = {
  readonly slack: {
    readonly botToken: string;
    /** Set: Socket Mode. Null: HTTP, and then there is a signing secret. */
    readonly appToken: string | null;
    readonly signingSecret: string | null;
    readonly apiUrl: string;
  };
  /** The address of this machine that `port` and `metricsPort` are open on. */
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Where /metrics is served; null: on `port`. */
  readonly metricsPort: number | null;
  readonly workfront: {
    readonly url: string;
    readonly apiVersion: string;
    readonly auth: WorkfrontAuth;
    readonly concurrency: number;
    readonly handOverAssignments: boolean;
  };
  readonly approvalChannel: string;
  readonly auditChannel: string;
  /** How many commands one person may send within a minute, and a sixth of how many clicks; 0: any number. */
  readonly commandsPerMinute: number;
  readonly policy: Policy;
  readonly channelLocale: Locale;
  readonly storeTarget: StoreTarget;
  /** The file of the key that seals audit rows. `none`: rows are not sealed. Null: made in the store's folder. */
  readonly auditKeyFile: string | null;
  readonly logLevel: LogLevel;
  /** What works but should be looked at; to be logged at start. */
  readonly warnings: readonly string[];
};

export type ConfigProblem = { readonly name: string; readonly problem: string; readonly example: string };

/** Everything that is wrong with the environment, without any of its values. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[], hint = '') {
    const lines = problems.map(
      ({ name, problem, example }) => `  ${name} ${problem}. Example: ${name}=${example}`,
    );
    super(['The configuration cannot be used:', ...lines, hint].join('\n').trimEnd());
    this.problems = problems;
  }
}

type General = z.output<typeof generalSchema>;
export type Environment = Readonly<Record<string, string | undefined>>;

/** Older ones are out of support since October 2026 (Adobe, "API version and support schedule"). */
const oldestSupportedVersion = 18;

/** Every name that the bot knows. */
export const configNames: readonly string[] = Object.keys(fields);

/**
 * The configuration with every default filled in; an empty value counts as unset. Reads the file that
 * WORKFRONT_PRIVATE_KEY_FILE names, and nothing else.
 * @throws ConfigError with all problems at once.
 */
export function parseConfig(env: Environment): Config {
  const set = withoutEmpty(env);
  const general = generalSchema.safeParse(set);
  const auth = authSchema.safeParse({ WORKFRONT_AUTH: 'api-key', ...set });
  const problems = [...problemsOf(general.error), ...problemsOf(auth.error), ...combinationProblems(set)];
  if (!general.success || !auth.success || problems.length > 0) throw new ConfigError(problems);
  const { data } = general;
  return {
    slack: {
      botToken: data.SLACK_BOT_TOKEN,
      appToken: data.SLACK_APP_TOKEN ?? null,
      signingSecret: data.SLACK_SIGNING_SECRET ?? null,
      apiUrl: data.SLACK_API_URL,
    },
    // In Socket Mode only the probes are served; whoever wants them from outside says so.
    host: data.HOST ?? (data.SLACK_APP_TOKEN ? '127.0.0.1' : '0.0.0.0'),
    port: data.PORT,
    metricsPort: data.METRICS_PORT ?? null,
    workfront: {
      url: data.WORKFRONT_URL,
      apiVersion: data.WORKFRONT_API_VERSION,
      auth: auth.data,
      concurrency: data.WORKFRONT_CONCURRENCY,
      handOverAssignments: data.HAND_OVER_ASSIGNMENTS,
    },
    approvalChannel: data.APPROVAL_CHANNEL,
    auditChannel: data.AUDIT_CHANNEL,
    commandsPerMinute: data.COMMANDS_PER_MINUTE,
    policy: policyOf(data),
    channelLocale: data.CHANNEL_LOCALE,
    storeTarget: storeTargetOf(data),
    auditKeyFile: data.AUDIT_KEY_FILE ?? null,
    logLevel: data.LOG_LEVEL,
    warnings: warningsOf(set, data),
  };
}

/** parseConfig of `.env` in the working directory and of the process, which wins. @throws ConfigError */
export function readConfig(): Config {
  return withHint(() => parseConfig(readEnvironment()));
}

/** Where the store is, for commands beside the bot: they need no token. @throws ConfigError */
export function readStoreTarget(env: Environment = readEnvironment()): StoreTarget {
  const parsed = storeSchema.safeParse(withoutEmpty(env));
  if (!parsed.success) throw new ConfigError(problemsOf(parsed.error));
  return storeTargetOf(parsed.data);
}

/** AUDIT_KEY_FILE, for the same commands; null: not set. */
export function readAuditKeyFile(env: Environment = readEnvironment()): string | null {
  return withoutEmpty(env).AUDIT_KEY_FILE ?? null;
}

/** Whoever starts the bot for the first time has no `.env` yet. */
function withHint<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(error.problems, envHint() ?? '');
  }
}

/** How to make a `.env`; null: there is one. */
export function envHint(): string | null {
  if (existsSync('.env')) return null;
  return `There is no .env in ${process.cwd()}. Make one and fill it in: cp .env.example .env`;
}

/** What `.env` in the working directory and the process set; the process wins. */
export function readEnvironment(): Environment {
  loadDotenv({ quiet: true });
  return process.env;
}

function withoutEmpty(env: Environment): Environment {
  const trimmed = Object.entries(env).map(([name, value]) => [name, value?.trim()] as const);
  return Object.fromEntries(trimmed.filter(([, value]) => value));
}

function policyOf(data: General): Policy {
  return {
    requesters: data.REQUESTERS,
    approvers: data.APPROVERS.ids,
    approverTies: new Map([...data.ESCALATION_APPROVERS.ties, ...data.APPROVERS.ties]),
    approvalsRequired: data.APPROVALS_REQUIRED,
    allowSelfApproval: data.ALLOW_SELF_APPROVAL,
    allowAdminTargets: data.ALLOW_ADMIN_TARGETS,
    protectedUsers: new Set(data.PROTECTED_USERS.map((user) => user.toLowerCase())),
    requestTtlHours: data.REQUEST_TTL_HOURS,
    remindAfterHours: data.REMIND_AFTER_HOURS,
    maxBulk: data.MAX_BULK,
    reasonRequired: data.REASON_REQUIRED,
    ticketPattern: data.TICKET_PATTERN ?? null,
    bulkBrake: data.BULK_BRAKE,
    hourlyLimit: data.HOURLY_LIMIT,
    escalateAfterHours: data.ESCALATE_AFTER_HOURS ?? null,
    escalationApprovers: data.ESCALATION_APPROVERS.ids,
    notifyApprovers: data.NOTIFY_APPROVERS,
    dryRun: data.DRY_RUN,
  };
}

function storeTargetOf(data: z.output<typeof storeSchema>): StoreTarget {
  return data.DATABASE_URL === undefined ? { dataDir: data.DATA_DIR } : { databaseUrl: data.DATABASE_URL };
}

/** What no single name can tell. Looks at what is set, so that it is told even when a value is wrong. */
function combinationProblems(set: Environment): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (!set.SLACK_APP_TOKEN && !set.SLACK_SIGNING_SECRET) {
    const why = 'is required to take requests over HTTP; for Socket Mode set SLACK_APP_TOKEN instead';
    problems.push(problemWith('SLACK_SIGNING_SECRET', why));
  }
  if (set.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    const problem = 'must not be 0: anybody on the way could then read and change what is sent';
    problems.push({ name: 'NODE_TLS_REJECT_UNAUTHORIZED', problem, example: '1' });
  }
  if (set.DATABASE_URL && !set.AUDIT_KEY_FILE) {
    const why =
      'is required with DATABASE_URL; `npm run audit -- key` makes one, and none goes without seals';
    problems.push(problemWith('AUDIT_KEY_FILE', why));
  }
  if (Boolean(set.ESCALATE_AFTER_HOURS) !== Boolean(set.ESCALATION_APPROVERS)) {
    const [name, other] = set.ESCALATE_AFTER_HOURS
      ? (['ESCALATION_APPROVERS', 'ESCALATE_AFTER_HOURS'] as const)
      : (['ESCALATE_AFTER_HOURS', 'ESCALATION_APPROVERS'] as const);
    problems.push(problemWith(name, `is required with ${other}`));
  }
  const keys = [set.WORKFRONT_PRIVATE_KEY, set.WORKFRONT_PRIVATE_KEY_FILE].filter(Boolean).length;
  if (set.WORKFRONT_AUTH === 'jwt' && keys !== 1) {
    const why =
      keys === 0
        ? 'is required, or WORKFRONT_PRIVATE_KEY_FILE'
        : 'and WORKFRONT_PRIVATE_KEY_FILE are both set';
    problems.push(problemWith('WORKFRONT_PRIVATE_KEY', why));
  }
  return problems;
}

function problemsOf(error: z.ZodError | undefined): ConfigProblem[] {
  return (error?.issues ?? []).map(({ path: [name, entry], message }) =>
    problemWith(String(name), typeof entry === 'number' ? `entry ${entry + 1} ${message}` : message),
  );
}

function problemWith(name: string, problem: string): ConfigProblem {
  return { name, problem, example: String(fields[name]?.meta()?.example) };
}

function warningsOf(set: Environment, data: General): string[] {
  const method = set.WORKFRONT_AUTH ?? 'api-key';
  const unused = Object.values(authNames)
    .flat()
    .filter((name) => set[name] && !authNames[method]?.includes(name));
  const checks: readonly (readonly [boolean, string])[] = [
    [
      Number.parseInt(data.WORKFRONT_API_VERSION, 10) < oldestSupportedVersion,
      `WORKFRONT_API_VERSION ${data.WORKFRONT_API_VERSION} is retired by Adobe and may stop answering; set 22.0`,
    ],
    [
      method === 'password',
      'WORKFRONT_AUTH password: Adobe has switched this log-in off for organisations in the Admin Console',
    ],
    [unused.length > 0, `Not used with WORKFRONT_AUTH ${method}: ${unused.join(', ')}`],
    [
      data.REMIND_AFTER_HOURS >= data.REQUEST_TTL_HOURS,
      'REMIND_AFTER_HOURS is not below REQUEST_TTL_HOURS: no reminder will be sent',
    ],
    [
      data.AUDIT_KEY_FILE === 'none',
      'AUDIT_KEY_FILE is none: rows of the audit log are not sealed, so whoever can write the database can make them',
    ],
    [
      (data.ESCALATE_AFTER_HOURS ?? 0) >= data.REQUEST_TTL_HOURS,
      'ESCALATE_AFTER_HOURS is not below REQUEST_TTL_HOURS: nobody else will be asked',
    ],
    [data.DRY_RUN, 'DRY_RUN is true: no user is changed in Workfront'],
  ];
  return checks.flatMap(([applies, warning]) => (applies ? [warning] : []));
}
