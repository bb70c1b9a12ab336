/** A date and time on somebody's wall: `2026-12-01 18:00`. */
export type LocalTime = string;

const form = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{1,2}):(\d{2})$/;

/**
 * The moment at which a clock in `timeZone` (IANA, such as `Europe/Berlin`) shows `text`. When it shows it
 * twice, the first one; when it skips it, the moment just as long after the jump. Null: not such a text.
 */
export function momentOf(text: LocalTime, timeZone: string): Date | null {
  const found = form.exec(text.trim());
  if (!found) return null;
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0] = found.slice(1).map(Number);
  const shown = Date.UTC(year, month - 1, day, hours, minutes);
  const there = new Date(shown);
  // An hour from 24 on is of another day.
  const isReal = there.getUTCMonth() === month - 1 && there.getUTCDate() === day && minutes < 60;
  if (!isReal) return null;
  // The offset before the moment and the one after it differ only around a change of the clocks.
  const halfDay = 12 * 3_600_000;
  const before = shown - offsetAt(shown - halfDay, timeZone);
  const after = shown - offsetAt(shown + halfDay, timeZone);
  const exact = [before, after].find((moment) => moment + offsetAt(moment, timeZone) === shown);
  return new Date(exact ?? before);
}

/** What a clock in `timeZone` shows at a moment, to the minute; the reverse of `momentOf`. */
export function localTimeOf(moment: Date, timeZone: string): LocalTime {
  const shown = new Date(moment.getTime() + offsetAt(moment.getTime(), timeZone));
  return shown.toISOString().slice(0, 16).replace('T', ' ');
}

/** How far the zone's clock is ahead of UTC at a moment, both in milliseconds. @throws RangeError: no such zone. */
export function offsetAt(moment: number, timeZone: string): number {
  const parts = new Map(
    clockOf(timeZone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? NaN;
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return shown - Math.floor(moment / 1000) * 1000;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Making one takes longer than asking it. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  clocks.set(timeZone, clock);
  return clock;
}
