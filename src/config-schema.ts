import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { z } from 'zod';

import { checkPattern } from './pattern.ts';
import { checkSecretUrl, checkTokenUrl, checkWorkfrontUrl } from './workfront/addresses.ts';
import type { WorkfrontAuth } from './workfront/auth.ts';

const required = z.string({ error: 'is required' });
const matching = (pattern: RegExp, problem: string) => required.regex(pattern, problem);
const flag = z.stringbool({ truthy: ['true'], falsy: ['false'], error: 'must be true or false' });

function whole(least: number, most: number) {
  const error = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, error)
    .transform(Number)
    .pipe(z.number().min(least, error).max(most, error));
}

function list(entry: RegExp, problem: string) {
  return required
    .transform((text) => [
      ...new Set(
        text
          .split(',')
          .map((part) => part.trim())
          .filter(Boolean),
      ),
    ])
    .pipe(z.array(z.string().regex(entry, problem)).min(1, 'must name at least one'));
}

/** dotenv takes what follows a `#` for a comment, so that `#name` arrives as nothing. */
const channel = z
  .string({ error: "is required; a value that starts with # is read as a comment, use the channel's id" })
  .regex(/^[CG][A-Z0-9]{2,}$/, 'must be a Slack channel id, which starts with C or G');
const members = list(/^[UWS][A-Z0-9]{2,}$/, 'must be a Slack user id (U… or W…) or user group id (S…)');

/** As `members`; a user id may be tied to the e-mail address that this person has in Workfront. */
const approvers = list(
  /^(?:[UWS][A-Z0-9]{2,}|[UW][A-Z0-9]{2,}=[^\s@=]+@[^\s@=]+)$/,
  'must be a Slack user id (U… or W…), perhaps with an address (U…=jane@acme.com), or a user group id (S…)',
).transform((entries, context) => {
  const ties = new Map<string, string>();
  const ids = entries.map((entry) => {
    const [id = '', email] = entry.split('=');
    const known = ties.get(id);
    if (email !== undefined && known !== undefined && known !== email.toLowerCase()) {
      context.addIssue({ code: 'custom', message: 'ties one Slack user to two addresses' });
    }
    if (email !== undefined) ties.set(id, email.toLowerCase());
    return id;
  });
  return { ids: [...new Set(ids)], ties };
});

const pattern = z.string().transform((text, context) => {
  const problem = checkPattern(text);
  if (problem === null) return new RegExp(text, 'u');
  context.addIssue({ code: 'custom', message: problem });
  return z.NEVER;
});
const protectedUsers = list(
  /^(?:[^\s@]+@[^\s@]+|[0-9a-f]{32})$/i,
  'must be an e-mail address or a 32-digit Workfront id',
);

function isPostgresUrl(text: string): boolean {
  return /^postgres(?:ql)?:$/.test(URL.parse(text)?.protocol ?? '');
}

/** `check` tells what is wrong, or null. */
function address(check: (text: string) => string | null) {
  return required.superRefine((text, context) => {
    const problem = check(text);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  });
}

/** Line ends may be real or written out as `\n`. */
const privateKey = z.string().transform((text, context) => {
  const pem = text.replaceAll(String.raw`\n`, '\n');
  try {
    if (createPrivateKey(pem).asymmetricKeyType === 'rsa') return pem;
  } catch {
    // The reason is left out: it may quote the key.
  }
  context.addIssue({
    code: 'custom',
    message: 'must hold an RSA private key in PEM form, without a passphrase',
  });
  return z.NEVER;
});

const privateKeyFile = z
  .string()
  .transform((path, context) => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      context.addIssue({ code: 'custom', message: 'names a file that cannot be read' });
      return z.NEVER;
    }
  })
  .pipe(privateKey);

/** Where the store is; all that the commands beside the bot need. */
export const storeSchema = z.object({
  DATABASE_URL: z
    .string()
    .refine(isPostgresUrl, 'must be a postgres:// address')
    .optional()
    .meta({ example: 'postgres://bot:password@db.example.com:5432/workfront_bot' }),
  DATA_DIR: z.string().default('./data').meta({ example: './data' }),
  AUDIT_KEY_FILE: z.string().optional().meta({ example: '/run/secrets/audit-key.pem' }),
});

/** Every name but those that only one way to log in to Workfront needs. */
export const generalSchema = z.object({
  SLACK_BOT_TOKEN: matching(/^xoxb-\S+$/, 'must be a bot token, which starts with xoxb-').meta({
    example: 'xoxb-…',
  }),
  SLACK_APP_TOKEN: matching(/^xapp-\S+$/, 'must be an app-level token, which starts with xapp-')
    .optional()
    .meta({ example: 'xapp-…' }),
  SLACK_SIGNING_SECRET: z
    .string()
    .regex(/^[0-9a-f]{32}$/i, 'must be the signing secret, 32 hexadecimal digits')
    .optional()
    .meta({ example: '32 hexadecimal digits, from Basic Information' }),
  SLACK_API_URL: address(checkSecretUrl)
    .default('https://slack.com/api/')
    .meta({ example: 'https://slack.com/api/' }),
  HOST: z
    .string()
    .regex(/^[0-9A-Za-z.:-]{1,253}$/, 'must be an address of this machine')
    .optional()
    .meta({ example: '127.0.0.1' }),
  PORT: whole(0, 65_535).default(3000).meta({ example: '3000' }),
  METRICS_PORT: whole(0, 65_535).optional().meta({ example: '9090' }),
  WORKFRONT_URL: address(checkWorkfrontUrl)
    .transform((text) => new URL(text).origin)
    .meta({ example: 'https://acme.my.workfront.adobe.com' }),
  WORKFRONT_API_VERSION: matching(
    /^(?:[7-9]|[1-9]\d)\.0$/,
    'must be a version of the Workfront API, 7.0 or newer',
  )
    .default('22.0')
    .meta({ example: '22.0' }),
  WORKFRONT_CONCURRENCY: whole(1, 20).default(4).meta({ example: '4' }),
  APPROVAL_CHANNEL: channel.meta({ example: 'C0123ABCD' }),
  AUDIT_CHANNEL: channel.meta({ example: 'C0456EFGH' }),
  REQUESTERS: members.meta({ example: 'S0123ITHELP,U0123RITA' }),
  APPROVERS: approvers.meta({ example: 'S0456LEADS,U0123ALAN=alan@acme.com' }),
  APPROVALS_REQUIRED: whole(1, 20).default(1).meta({ example: '1' }),
  ALLOW_SELF_APPROVAL: flag.default(false).meta({ example: 'false' }),
  ALLOW_ADMIN_TARGETS: flag.default(false).meta({ example: 'false' }),
  PROTECTED_USERS: protectedUsers
    .default([])
    .meta({ example: 'ceo@acme.com,5f0c1d2e3f4a5b6c7d8e9f0a1b2c3d4e' }),
  REQUEST_TTL_HOURS: whole(1, 8760).default(72).meta({ example: '72' }),
  REMIND_AFTER_HOURS: whole(1, 8760).default(24).meta({ example: '24' }),
  MAX_BULK: whole(1, 1000).default(100).meta({ example: '100' }),
  BULK_BRAKE: whole(1, 1000).default(25).meta({ example: '25' }),
  HOURLY_LIMIT: whole(0, 100_000).default(200).meta({ example: '200' }),
  REASON_REQUIRED: flag.default(false).meta({ example: 'false' }),
  TICKET_PATTERN: pattern.optional().meta({ example: String.raw`HR-\d+` }),
  ESCALATE_AFTER_HOURS: whole(1, 8760).optional().meta({ example: '48' }),
  ESCALATION_APPROVERS: approvers.default({ ids: [], ties: new Map() }).meta({ example: 'S0789HEADS' }),
  NOTIFY_APPROVERS: z
    .enum(['mention', 'none'], 'must be mention or none')
    .default('mention')
    .meta({ example: 'mention' }),
  HAND_OVER_ASSIGNMENTS: flag.default(false).meta({ example: 'false' }),
  COMMANDS_PER_MINUTE: whole(0, 10_000).default(20).meta({ example: '20' }),
  CHANNEL_LOCALE: z
    .literal('en', 'must be en, the only language so far')
    .default('en')
    .meta({ example: 'en' }),
  ...storeSchema.shape,
  DRY_RUN: flag.default(false).meta({ example: 'false' }),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error'], 'must be debug, info, warn or error')
    .default('info')
    .meta({ example: 'info' }),
});

const apiKeySchema = z.object({
  WORKFRONT_AUTH: z.literal('api-key').meta({ example: 'api-key' }),
  // It stands in a header: with anything else in it no request would leave.
  WORKFRONT_API_KEY: matching(
    /^[\x21-\x7E]+$/,
    'must not hold blanks, line ends or letters with accents',
  ).meta({ example: 'from Setup > System > Customer Info' }),
});

const imsSchema = z.object({
  WORKFRONT_AUTH: z.literal('ims'),
  IMS_CLIENT_ID: required.meta({ example: 'from the project in the Adobe Developer Console' }),
  IMS_CLIENT_SECRET: required.meta({ example: 'from the project in the Adobe Developer Console' }),
  IMS_ORG_ID: matching(/^[\x21-\x7E]+@AdobeOrg$/, 'must end in @AdobeOrg').meta({
    example: '1234567890ABCDEF@AdobeOrg',
  }),
  IMS_SCOPES: required.meta({
    example: 'openid,AdobeID,read_organizations,additional_info.projectedProductContext',
  }),
  IMS_TOKEN_URL: address(checkTokenUrl)
    .default('https://ims-na1.adobelogin.com/ims/token/v3')
    .meta({ example: 'https://ims-na1.adobelogin.com/ims/token/v3' }),
});

const jwtSchema = z.object({
  WORKFRONT_AUTH: z.literal('jwt'),
  WORKFRONT_CUSTOMER_ID: required.meta({ example: 'from the details of the OAuth2 application' }),
  WORKFRONT_USER_ID: required.meta({ example: 'the Workfront id of the user who created the public key' }),
  WORKFRONT_CLIENT_ID: required.meta({ example: 'from the details of the OAuth2 application' }),
  WORKFRONT_CLIENT_SECRET: required.meta({ example: 'from the details of the OAuth2 application' }),
  WORKFRONT_PRIVATE_KEY: privateKey.optional().meta({ example: String.raw`-----BEGIN PRIVATE KEY-----\n…` }),
  WORKFRONT_PRIVATE_KEY_FILE: privateKeyFile.optional().meta({ example: '/run/secrets/workfront-key.pem' }),
});

const passwordSchema = z.object({
  WORKFRONT_AUTH: z.literal('password'),
  WORKFRONT_USERNAME: required.meta({ example: 'bot@acme.com' }),
  WORKFRONT_PASSWORD: required.meta({ example: 'the password of that user' }),
});

/** How to log in to Workfront; which names that takes depends on WORKFRONT_AUTH. */
export const authSchema = z.discriminatedUnion(
  'WORKFRONT_AUTH',
  [
    apiKeySchema.transform((env): WorkfrontAuth => ({ method: 'api-key', apiKey: env.WORKFRONT_API_KEY })),
    imsSchema.transform((env): WorkfrontAuth => ({
      method: 'ims',
      clientId: env.IMS_CLIENT_ID,
      clientSecret: env.IMS_CLIENT_SECRET,
      orgId: env.IMS_ORG_ID,
      scopes: env.IMS_SCOPES,
      tokenUrl: env.IMS_TOKEN_URL,
    })),
    jwtSchema.transform((env): WorkfrontAuth => ({
      method: 'jwt',
      customerId: env.WORKFRONT_CUSTOMER_ID,
      userId: env.WORKFRONT_USER_ID,
      clientId: env.WORKFRONT_CLIENT_ID,
      clientSecret: env.WORKFRONT_CLIENT_SECRET,
      // That one of them is set is checked apart, so that it is told together with the rest.
      privateKey: env.WORKFRONT_PRIVATE_KEY ?? env.WORKFRONT_PRIVATE_KEY_FILE ?? '',
    })),
    passwordSchema.transform((env): WorkfrontAuth => ({
      method: 'password',
      username: env.WORKFRONT_USERNAME,
      password: env.WORKFRONT_PASSWORD,
    })),
  ],
  { error: 'must be api-key, ims, jwt or password' },
);

/** The names that each value of WORKFRONT_AUTH takes. */
export const authNames: Readonly<Record<string, readonly string[]>> = {
  'api-key': Object.keys(apiKeySchema.shape),
  ims: Object.keys(imsSchema.shape),
  jwt: Object.keys(jwtSchema.shape),
  password: Object.keys(passwordSchema.shape),
};

/** Every name with its field, whose example it carries. */
export const fields: Readonly<Record<string, z.ZodType>> = {
  ...generalSchema.shape,
  ...passwordSchema.shape,
  ...jwtSchema.shape,
  ...imsSchema.shape,
  ...apiKeySchema.shape,
};
