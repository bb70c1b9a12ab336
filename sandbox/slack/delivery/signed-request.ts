import { createHmac } from 'node:crypto';

import type { PayloadType } from '../traffic.ts';

/** The signature of a request body: https://docs.slack.dev/authentication/verifying-requests-from-slack */
export function sign(secret: string, timestampSeconds: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestampSeconds}:${body}`).digest('hex')}`;
}

function encode(type: PayloadType, payload: Readonly<Record<string, unknown>>): readonly [string, string] {
  const form = 'application/x-www-form-urlencoded';
  if (type === 'events_api') return ['application/json', JSON.stringify(payload)];
  if (type === 'interactive')
    return [form, new URLSearchParams({ payload: JSON.stringify(payload) }).toString()];
  const fields = Object.entries(payload).map(([key, value]): [string, string] => [key, String(value)]);
  return [form, new URLSearchParams(fields).toString()];
}

const parseAnswer = (text: string, contentType: string): unknown => {
  if (text === '') return undefined;
  return contentType.includes('json') ? JSON.parse(text) : { text };
};

/**
 * Posts a signed payload and gives the body of the answer as the ack's payload; rejects on any status but 200 and
 * when the app cannot be reached. The signature carries the real time, since the app checks it against its own clock.
 */
export async function postSigned(
  target: { readonly url: string; readonly secret: string; readonly signal: AbortSignal },
  type: PayloadType,
  payload: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const [contentType, body] = encode(type, payload);
  const timestamp = Math.floor(Date.now() / 1000);
  const response = await fetch(target.url, {
    method: 'POST',
    headers: {
      'Content-Type': contentType,
      'User-Agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      'X-Slack-Request-Timestamp': String(timestamp),
      'X-Slack-Signature': sign(target.secret, timestamp, body),
    },
    body,
    signal: target.signal,
  });
  if (response.status !== 200) throw new Error(`The app answered ${response.status}`);
  return parseAnswer(await response.text(), response.headers.get('content-type') ?? '');
}
