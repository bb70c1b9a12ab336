/** How a person reads dates. */
export type Clock = { readonly locale: string; readonly timeZone: string };

const DAY = 86_400_000;

type Style = Intl.DateTimeFormatOptions;

/** Hours and minutes. */
export const TIME: Style = { hour: 'numeric', minute: '2-digit' };

const FORMATS: Readonly<Record<string, Style>> = {
  date: { month: 'long', day: 'numeric', year: 'numeric' },
  date_num: { year: 'numeric', month: '2-digit', day: '2-digit' },
  date_short: { month: 'short', day: 'numeric', year: 'numeric' },
  date_long: { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' },
  time: TIME,
  time_secs: { ...TIME, second: '2-digit' },
};

/** A moment in the person's own way; `at` in milliseconds. */
export function format(at: number, { locale, timeZone }: Clock, style: Style): string {
  return new Intl.DateTimeFormat(locale, { timeZone, ...style }).format(at);
}

/** The time without the words for before and after noon, as `10:42`. */
export function shortTime(at: number, { locale, timeZone }: Clock): string {
  return new Intl.DateTimeFormat(locale, { timeZone, ...TIME })
    .formatToParts(at)
    .map(({ type, value }) => (type === 'dayPeriod' ? '' : value))
    .join('')
    .trim();
}

/** The calendar day of a moment where the person is, as `2026-11-21`. */
export function dayOf(at: number, timeZone: string): string {
  return toWall(at / 1000, timeZone).slice(0, 10);
}

/** Yesterday, today, tomorrow in the person's language; null for other days. */
export function nearDay(at: number, now: number, clock: Clock): string | null {
  const day = (time: number) => Date.parse(dayOf(time, clock.timeZone));
  const days = Math.round((day(at) - day(now)) / DAY);
  if (Math.abs(days) > 1) return null;
  return new Intl.RelativeTimeFormat(clock.locale, { numeric: 'auto' }).format(days, 'day');
}

function ago(at: number, now: number, locale: string): string {
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const minutes = Math.round((at - now) / 60_000);
  if (Math.abs(minutes) < 60) return relative.format(minutes, 'minute');
  if (Math.abs(minutes) < 1440) return relative.format(Math.round(minutes / 60), 'hour');
  return relative.format(Math.round(minutes / 1440), 'day');
}

/** A date token's format string filled in: https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
export function fillDate(seconds: number, pattern: string, clock: Clock, now: number): string {
  const at = seconds * 1000;
  return pattern.replaceAll(/\{(\w+?)(_pretty)?\}/g, (all, name: string, pretty: string | undefined) => {
    if (name === 'ago') return ago(at, now, clock.locale);
    const near = pretty === undefined ? null : nearDay(at, now, clock);
    const style = FORMATS[name];
    return near ?? (style === undefined ? all : format(at, clock, style));
  });
}

/** The moment, in seconds, at which a clock on the person's wall shows `2026-12-24T18:00`. */
export function fromWall(wall: string, timeZone: string): number {
  const wanted = Date.parse(`${wall}Z`);
  const shown = (at: number) => Date.parse(`${toWall(at / 1000, timeZone)}Z`);
  // Twice, since the first guess may lie on the other side of a change of clocks.
  const guess = wanted - (shown(wanted) - wanted);
  return Math.floor((guess - (shown(guess) - wanted)) / 1000);
}

/** The reverse: what the wall clock shows at a moment given in seconds. */
export function toWall(seconds: number, timeZone: string): string {
  // Swedes write the time as ISO 8601 has it.
  const clock = { locale: 'sv-SE', timeZone };
  return format(seconds * 1000, clock, { dateStyle: 'short', timeStyle: 'short' }).replace(' ', 'T');
}
