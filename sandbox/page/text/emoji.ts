/** The emoji that apps of this kind use, by Slack's names. */
const EMOJI: Readonly<Record<string, string>> = {
  '+1': '👍',
  '-1': '👎',
  alarm_clock: '⏰',
  arrow_right: '➡️',
  bell: '🔔',
  bust_in_silhouette: '👤',
  busts_in_silhouette: '👥',
  calendar: '📆',
  clipboard: '📋',
  clock3: '🕒',
  date: '📅',
  exclamation: '❗',
  eyes: '👀',
  file_folder: '📁',
  green_circle: '🟢',
  grey_exclamation: '❕',
  grey_question: '❔',
  heavy_check_mark: '✔️',
  hourglass: '⌛',
  hourglass_flowing_sand: '⏳',
  information_source: 'ℹ️',
  key: '🔑',
  large_yellow_circle: '🟡',
  leftwards_arrow_with_hook: '↩️',
  link: '🔗',
  lock: '🔒',
  mag: '🔍',
  memo: '📝',
  no_entry: '⛔',
  no_entry_sign: '🚫',
  octagonal_sign: '🛑',
  package: '📦',
  question: '❓',
  red_circle: '🔴',
  rotating_light: '🚨',
  shield: '🛡️',
  speech_balloon: '💬',
  tada: '🎉',
  test_tube: '🧪',
  unlock: '🔓',
  warning: '⚠️',
  wave: '👋',
  white_check_mark: '✅',
  wrench: '🔧',
  x: '❌',
};

/** The character of an emoji, or its name between colons when it is none of these. */
export function emoji(name: string): string {
  return Object.hasOwn(EMOJI, name) ? (EMOJI[name] ?? '') : `:${name}:`;
}

/** Text with the emoji in it as characters. */
export function withEmoji(text: string): string {
  return text.replaceAll(/:([a-z0-9_+-]+):/g, (_all, name: string) => emoji(name));
}
