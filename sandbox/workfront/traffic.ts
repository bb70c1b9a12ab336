export type Exchange = {
  /** Counts up from 1 in the order in which the exchanges ended. */
  readonly number: number;
  /** When the request came; ISO 8601, UTC. */
  readonly at: string;
  readonly method: string;
  /** With the query; secrets masked, here and below. */
  readonly path: string;
  readonly requestBody: string;
  /** Null when no answer was sent. */
  readonly status: number | null;
  /** Cut after some thousand characters. */
  readonly responseBody: string;
  readonly milliseconds: number;
  /** What the sandbox has to say about it, such as the trouble that it made. */
  readonly note: string | null;
};

export type Traffic = ReturnType<typeof createTraffic>;

/** Bodies are kept up to this length, and this many exchanges: enough to read, too little to fill a machine. */
const longestBody = 4000;
const mostExchanges = 20_000;

const names = 'apiKey|sessionID|password|client_secret|jwt_token|access_token';
const inForms = new RegExp(`([?&]|^)(${names})=[^&\\s"]*`, 'gi');
const inJson = new RegExp(`"(${names})"\\s*:\\s*"[^"]*"`, 'gi');

/** The record of all requests and answers. `secrets` are masked wherever they stand, others by their names. */
export function createTraffic(secrets: Iterable<string>, onExchange: (exchange: Exchange) => void) {
  const exchanges: Exchange[] = [];
  let number = 0;
  const mask = (text: string): string => {
    let masked = text.replaceAll(inForms, '$1$2=***').replaceAll(inJson, '"$1":"***"');
    for (const secret of secrets) masked = masked.replaceAll(secret, '***');
    return masked;
  };
  return {
    exchanges: exchanges as readonly Exchange[],
    record(exchange: Omit<Exchange, 'number'>): void {
      number += 1;
      const path = mask(exchange.path);
      const requestBody = mask(cut(exchange.requestBody));
      const responseBody = mask(cut(exchange.responseBody));
      const kept = { ...exchange, number, path, requestBody, responseBody };
      exchanges.push(kept);
      if (exchanges.length > mostExchanges) exchanges.splice(0, mostExchanges / 10);
      onExchange(kept);
    },
  };
}

function cut(text: string): string {
  return text.length <= longestBody ? text : `${text.slice(0, longestBody)}… (${text.length} characters)`;
}
