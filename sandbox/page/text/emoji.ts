/** The emoji that the bot and apps like it use; each is drawn in `emoji/<name>.svg`, so that no font is needed. */
const EMOJI: Readonly<Record<string, string>> = {
  '+1': '👍',
  alarm_clock: '⏰',
  arrow_forward: '▶️',
  arrows_counterclockwise: '🔄',
  bell: '🔔',
  bust_in_silhouette: '👤',
  busts_in_silhouette: '👥',
  calendar: '📆',
  clipboard: '📋',
  clock3: '🕒',
  date: '📅',
  double_vertical_bar: '⏸️',
  eyes: '👀',
  grey_question: '❔',
  hourglass: '⌛',
  hourglass_flowing_sand: '⏳',
  information_source: 'ℹ️',
  key: '🔑',
  leftwards_arrow_with_hook: '↩️',
  link: '🔗',
  lock: '🔒',
  mag: '🔍',
  memo: '📝',
  no_entry: '⛔',
  no_entry_sign: '🚫',
  octagonal_sign: '🛑',
  page_facing_up: '📄',
  question: '❓',
  raised_hand: '✋',
  repeat: '🔁',
  rotating_light: '🚨',
  shield: '🛡️',
  tada: '🎉',
  test_tube: '🧪',
  unlock: '🔓',
  warning: '⚠️',
  wave: '👋',
  white_check_mark: '✅',
  wrench: '🔧',
  x: '❌',
};

/** The names of those that are drawn. */
export const emojiNames = Object.keys(EMOJI);

/** A name between colons. */
export const NAMED = /:([a-z0-9_+-]+):/g;

/** The character of an emoji; undefined when it is none of these. */
export const character = (name: string) => (Object.hasOwn(EMOJI, name) ? EMOJI[name] : undefined);

/** Text with the emoji in it as characters, for places that take no pictures. */
export function withEmoji(text: string): string {
  return text.replaceAll(NAMED, (all, name: string) => character(name) ?? all);
}
