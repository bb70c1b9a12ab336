type Fetch = (address: string | URL, init?: RequestInit) => Promise<Response>;

/** A code of Slack's: https://docs.slack.dev/reference/errors */
const code = /^[a-z][a-z0-9_:]{0,63}$/iu;

/**
 * Answers that the Web API client can be trusted with. It takes a whole page of HTML for an error code, puts
 * one into its error on another status, and knows no 429 without a time to wait (WebClient.js of
 * @slack/web-api 8: `buildResult`, `makeRequest`). So that none of that reaches a log, a metric or a person:
 * an answer that is no JSON is the code `not_json`, an odd code is `unknown_error`, a 429 without Retry-After is
 * `ratelimited`, and other statuses come without their body.
 */
export function readable(send: Fetch): Fetch {
  return async (address, init) => {
    const answer = await send(address, init);
    const { status, statusText, headers } = answer;
    if (status === 429) {
      await answer.body?.cancel();
      const seconds = headers.get('retry-after')?.trim() ?? '';
      return /^\d+$/u.test(seconds)
        ? new Response(null, { status, headers })
        : refusal('ratelimited', headers);
    }
    if (status !== 200) {
      await answer.body?.cancel();
      return new Response(null, { status, statusText, headers: {} });
    }
    const text = await answer.text();
    const parsed = parse(text);
    if (parsed === null) return refusal('not_json', headers);
    if (parsed['ok'] !== true && !(typeof parsed['error'] === 'string' && code.test(parsed['error']))) {
      return refusal('unknown_error', headers);
    }
    return new Response(text, { headers: kept(headers) });
  };
}

function refusal(error: string, headers: Headers): Response {
  return Response.json({ ok: false, error }, { headers: kept(headers) });
}

/** The scopes are read from the headers; those about the length and coding of the body hold no longer. */
function kept(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => name.startsWith('x-')));
}

function parse(text: string): { readonly [name: string]: unknown } | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
