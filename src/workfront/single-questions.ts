import { version } from '../version.ts';
import { createLogIn, type Session } from './auth.ts';
import { defaultTiming, openTransports, type ClientOptions } from './client.ts';
import { largestAnswer } from './transport.ts';

/** What came back, as it came: nothing is repeated, followed or judged. */
export type RawAnswer = {
  readonly status: number;
  readonly encoding: string | null;
  readonly location: string | null;
  /** Undefined: no JSON. */
  readonly json: unknown;
};

export type SingleQuestions = {
  /** The headers of the log-in. Secrets. */
  readonly session: Session['headers'];
  /**
   * Sends one GET, with the log-in unless `headers` says otherwise; with a form a POST, which only stands for a GET.
   * @throws whatever `fetch` throws when no answer comes within ten seconds.
   */
  ask(path: string, headers?: Readonly<Record<string, string>>, form?: URLSearchParams): Promise<RawAnswer>;
};

const longest = 10_000;

/**
 * Logs in once, for questions that are to be asked exactly as they are written.
 * @throws WorkfrontError when the log-in is refused or nothing answers.
 */
export async function logInOnce(
  options: Pick<ClientOptions, 'url' | 'apiVersion' | 'auth'>,
): Promise<SingleQuestions> {
  const { auth, apiVersion } = options;
  const { workfront, ims } = openTransports({ ...options, concurrency: 1 }, defaultTiming);
  const logIn = createLogIn(auth, { apiVersion, workfront, ims, now: () => new Date() });
  try {
    const { headers: session } = await logIn(performance.now() + defaultTiming.callBudget);
    return {
      session,
      ask: (path, headers = session, form) => ask(new URL(path, options.url), headers, form),
    };
  } finally {
    await Promise.all([...new Set([workfront, ims])].map((transport) => transport.close()));
  }
}

async function ask(
  url: URL,
  headers: Readonly<Record<string, string>>,
  form: URLSearchParams | undefined,
): Promise<RawAnswer> {
  const plain = { accept: 'application/json', 'accept-encoding': 'identity' };
  const answer = await fetch(url, {
    ...(form && { method: 'POST', body: form }),
    headers: { ...plain, 'user-agent': `wf-deactivate/${version}`, ...headers },
    redirect: 'manual',
    signal: AbortSignal.timeout(longest),
  });
  return {
    status: answer.status,
    encoding: answer.headers.get('content-encoding'),
    location: answer.headers.get('location'),
    json: parsed(await textOf(answer)),
  };
}

/** @throws when it is larger than an answer that the bot would take. */
async function textOf({ body }: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body ?? []) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > largestAnswer) throw new RangeError('too much data');
  }
  return Buffer.concat(pieces).toString();
}

function parsed(words: string): unknown {
  try {
    const json: unknown = JSON.parse(words);
    return json;
  } catch {
    return undefined;
  }
}
