/**
 * Slack's limits on text, in characters.
 * https://docs.slack.dev/reference/block-kit/blocks and …/reference/block-kit/composition-objects
 */
export const limits = {
  header: 150,
  section: 3000,
  field: 2000,
  /** Our own: Slack tells none for rich text, but all blocks together must stay below about 13,200. */
  paragraph: 9000,
  button: 75,
  dialogText: 300,
  dialogTitle: 100,
  option: 75,
  description: 75,
  modalTitle: 24,
  input: 3000,
  /** Of a message's own text; chat.update refuses more. */
  message: 4000,
} as const;

/** Cuts to at most `limit` characters; a cut is visible. Never splits a character in two. */
export function cut(text: string, limit: number, mark = ' …'): string {
  if (text.length <= limit) return text;
  const room = Math.max(0, limit - mark.length);
  const last = text.charCodeAt(room - 1);
  const isHighSurrogate = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, isHighSurrogate ? room - 1 : room) + mark.slice(0, limit);
}

/** The same for mrkdwn: never leaves half of a mention, date, link or escaped character. */
export function cutMarkup(text: string, limit: number, mark = ' …'): string {
  if (text.length <= limit) return text;
  const kept = cut(text, Math.max(0, limit - mark.length), '');
  return kept.replace(/(?:<[^>]*|&[a-z]{0,3})$/u, '') + mark.slice(0, limit);
}

/**
 * Makes other people's text safe in mrkdwn: nothing in it can mention, link or ping.
 * https://docs.slack.dev/messaging/formatting-message-text/#escaping
 */
export function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The reverse of Slack's own escaping of what people type. */
export function unescape(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
