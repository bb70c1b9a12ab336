import { de, en, es, fr, ja, sv, zh, type Chrono, type ParsedComponents } from 'chrono-node';

import { localTimeOf, momentOf, offsetAt } from '../requests/local-time.ts';
import { judgeMoments, type MomentTyped } from '../requests/moment-typed.ts';
import { withNumericDates } from './numeric-dates.ts';

/**
 * The languages that dates are read in, beside numbers and Korean. `zoned`: whether chrono-node (2.10) keeps to a
 * time zone it is given; where it does not, "tomorrow" would be the day after the server's today.
 */
const readers: readonly Reader[] = [
  { chrono: en.casual, zoned: true },
  { chrono: de.casual, zoned: true },
  { chrono: fr.casual, zoned: true },
  { chrono: es.casual, zoned: true },
  { chrono: sv.casual, zoned: false },
  { chrono: ja.casual, zoned: false },
  { chrono: zh.hant.casual, zoned: false },
];

type Reader = { readonly chrono: Chrono; readonly zoned: boolean };

/** Longer than any date that somebody writes out. */
const longest = 80;

/**
 * Reads a date and time in somebody's own words, in several languages at once: `tomorrow 18:00`, `Freitag 17
 * Uhr`, `24.12.2026 18:00`, `12/24/2026 6pm`, `明日18時`. A text counts only when all of it was understood;
 * what can mean two moments (`04/05/2026 18:00`, `next friday 17:00`, `tomorrow at 6`) is given as two. Times
 * that a clock shows twice or never: see `momentOf`. An unknown time zone is read as UTC. Never throws.
 */
export function readMoment(typed: string, timeZone: string, now: Date): MomentTyped {
  const text = tidy(typed);
  if (text === '' || text.length > longest) return { kind: 'unreadable' };
  const clock: Clock = { timeZone: known(timeZone), now };
  const today = localTimeOf(now, clock.timeZone).slice(0, 10);
  const meant = withNumericDates(text, today).flatMap((one) => readEverywhere(one, clock));
  const moments = meant.flatMap(({ moments: some }) => some);
  if (moments.length > 0) return judgeMoments(moments, now);
  const days = [...new Set(meant.map(({ day }) => day))].toSorted();
  const noons = days.flatMap((day) => momentOf(`${day} 12:00`, clock.timeZone) ?? []);
  return noons.length > 0 ? { kind: 'no_time', days: noons } : { kind: 'unreadable' };
}

type Clock = { readonly timeZone: string; readonly now: Date };

/** A day (`2026-12-24`), and the moments on it or thereabouts; none: no time was told. */
type Reading = { readonly day: string; readonly moments: readonly Date[] };

function readEverywhere(text: string, clock: Clock): readonly Reading[] {
  const whole = readers.flatMap((reader) => read(reader, text, clock) ?? []);
  if (whole.length > 0) return whole;
  // The day in words of a language whose times chrono-node does not know, such as Swedish.
  const apart = /^(?<words>.+?)[\s,]+(?:kl\.?\s*)?(?<hour>\d{1,2})(?:[:.](?<minute>\d{2}))?$/iu.exec(text);
  const { words = '', hour = '', minute } = apart?.groups ?? {};
  if (!apart || (minute === undefined && !/\bkl\b/iu.test(text))) return [];
  return readers.flatMap((reader) => {
    const reading = read(reader, words, clock);
    const at = reading && momentOf(`${reading.day} ${hour}:${minute ?? '00'}`, clock.timeZone);
    return reading && at && reading.moments.length === 0 ? { ...reading, moments: [at] } : [];
  });
}

/** Null unless this language understands the whole text as one date, with or without a time. */
function read({ chrono, zoned }: Reader, text: string, clock: Clock): Reading | null {
  const { now, timeZone } = clock;
  const isPast = lookingBack.test(text);
  const reference = zoned
    ? { instant: now, timezone: offsetAt(now.getTime(), timeZone) / 60_000 }
    : onServersClock(now, timeZone);
  const [found, another] = chrono.parse(text, reference, { forwardDate: !isPast });
  if (!found || another || found.end) return null;
  const rest = text.slice(0, found.index) + text.slice(found.index + found.text.length);
  if (!/^(?:at|on|by|um|am|le|den|el|[\s,.])*$/iu.test(rest)) return null;
  const { start } = found;
  const day = dayOf(start);
  if (!agrees(start, day)) return null;
  if (/mi(?:dnight|tternacht|nuit)|medianoche|midnatt/iu.test(text) || !start.isCertain('hour')) {
    return hasDay(start) ? { day, moments: [] } : null;
  }
  if (start.tags().has('result/relativeDateAndTime')) {
    const zero = reference instanceof Date ? reference : now;
    return { day, moments: [new Date(now.getTime() + start.date().getTime() - zero.getTime())] };
  }
  const hours = isBareHour(text, start) ? [0, 12].map((half) => ((start.get('hour') ?? 0) % 12) + half) : [];
  const moments = (hours.length > 0 ? hours : [start.get('hour') ?? 0]).flatMap((hour) => {
    const at = momentAt(start, day, hour, found.text, clock);
    return at ? ahead(at, text, start, isPast, clock) : [];
  });
  return moments.length > 0 ? { day, moments } : null;
}

/** The moment at which the server's clock shows what the person's shows now. */
function onServersClock(now: Date, timeZone: string): Date {
  return new Date(`${localTimeOf(now, timeZone).replace(' ', 'T')}:00`);
}

/** Without these words a weekday or a time is the next one, not the last. */
const lookingBack =
  /\b(?:last|past|previous|ago|yesterday|letzte[nrs]?|vergangene[nrs]?|vorige[nrs]?|gestern|derni[eè]re?|hier|pasado|ayer|förra|senaste|i?går)\b|先週|昨日|上(?:個|个)?(?:週|周|星期|禮拜)|昨天/iu;

/** "Next Friday" is tomorrow for some and in a week for others. */
const unsureNext = /\b(?:next|nächste[nrsm]?|nästa|prochaine?|próxim[oa])(?=$|\s)/iu;
const aWeek = /week|woche|vecka|semaine|semana/iu;

/** The moment, or those, once what was left out (year, day) is filled in so that it lies ahead. */
function ahead(
  at: Date,
  text: string,
  start: ParsedComponents,
  isPast: boolean,
  { now, timeZone }: Clock,
): readonly Date[] {
  if (isPast) return [at];
  if (start.isCertain('day')) {
    if (start.isCertain('year')) return [at];
    const before = aYearBefore(at, timeZone);
    return before && before < now && now.getTime() - before.getTime() < justGone ? [before, at] : [at];
  }
  const byWeekday = start.isCertain('weekday');
  if (!byWeekday) return [at < now ? laterBy(at, 1, timeZone) : at];
  if (!unsureNext.test(text) || aWeek.test(text)) return [at < now ? laterBy(at, 7, timeZone) : at];
  let first = at;
  while (laterBy(first, -7, timeZone) > now) first = laterBy(first, -7, timeZone);
  if (first < now) first = laterBy(first, 7, timeZone);
  return [first, laterBy(first, 7, timeZone)];
}

/** A date without a year that went by so recently may be a slip, rather than next year's. In milliseconds. */
const justGone = 31 * 24 * 3_600_000;

function aYearBefore(at: Date, timeZone: string): Date | null {
  const local = localTimeOf(at, timeZone);
  return momentOf(`${Number(local.slice(0, 4)) - 1}${local.slice(4)}`, timeZone);
}

/** The same time on the clock some days later. */
function laterBy(at: Date, days: number, timeZone: string): Date {
  const [day = '', time = ''] = localTimeOf(at, timeZone).split(' ');
  const other = new Date(Date.parse(`${day}T00:00Z`) + days * 24 * 3_600_000);
  return momentOf(`${other.toISOString().slice(0, 10)} ${time}`, timeZone) ?? at;
}

/**
 * The moment of a time on that day. A time zone that was typed counts when it is an offset from UTC, or one
 * that the person's own clock follows then: people type EST in summer, and CST means several zones.
 */
function momentAt(
  start: ParsedComponents,
  day: string,
  hour: number,
  text: string,
  { timeZone }: Clock,
): Date | null {
  const local = `${day} ${hour}:${String(start.get('minute') ?? 0).padStart(2, '0')}`;
  const seconds = start.isCertain('second') ? (start.get('second') ?? 0) * 1000 : 0;
  const own = momentOf(local, timeZone);
  if (!own) return null;
  if (!start.isCertain('timezoneOffset')) return new Date(own.getTime() + seconds);
  const offset = (start.get('timezoneOffset') ?? 0) * 60_000;
  const isPlain = /(?:\d\s*z|\b(?:utc|gmt)(?:\s*[+-].*)?|[+-]\d{1,2}(?::?\d{2})?)\)?$/iu.test(text);
  if (!isPlain && offset !== offsetAt(own.getTime(), timeZone)) return null;
  const utc = momentOf(local, 'UTC');
  return utc && new Date(utc.getTime() + seconds - offset);
}

/** Whether a number alone is the hour, as in "tomorrow at 6": morning or evening? */
function isBareHour(text: string, start: ParsedComponents): boolean {
  const hour = start.get('hour') ?? 0;
  if (hour < 1 || hour > 12 || start.isCertain('meridiem')) return false;
  const unit = String.raw`\s*(?:[:.h時时點点]|uhr|[ap]\.?m)`;
  if (new RegExp(String.raw`(?<!\d)0?${hour}${unit}`, 'iu').test(text)) return false;
  return new RegExp(String.raw`(?:^|\s)${hour}(?=$|[\s,])`, 'u').test(text);
}

function hasDay(start: ParsedComponents): boolean {
  return start.isCertain('day') || start.isCertain('weekday');
}

/** Whether the weekday that was typed beside a date is that date's. */
function agrees(start: ParsedComponents, day: string): boolean {
  if (!start.isCertain('weekday') || !start.isCertain('day')) return true;
  return new Date(`${day}T00:00Z`).getUTCDay() === start.get('weekday');
}

function dayOf(start: ParsedComponents): string {
  const part = (name: 'year' | 'month' | 'day', digits: number) =>
    String(start.get(name) ?? 0).padStart(digits, '0');
  return `${part('year', 4)}-${part('month', 2)}-${part('day', 2)}`;
}

/** One line, full-width digits and colons made plain, without what nobody sees. */
function tidy(typed: string): string {
  const plain = typed.normalize('NFKC').replaceAll(/\p{Cf}/gu, '');
  const line = plain
    .replaceAll(/[\s\p{Cc}]+|["“”„«»]/gu, ' ')
    .replaceAll(/\b([ap])\. ?m\.?(?=$|[\s,])/giu, '$1m')
    .trim();
  // Written as two words in Swedish; chrono-node knows them as one.
  const joined = line.replaceAll(/\bi (?=(?:morgon|övermorgon|dag)(?:\s|$))/giu, 'i');
  return inEnglish(joined)
    .replace(/(?<!\d\.\s?\d{1,2})[.,;)]$/u, '')
    .trim();
}

/** Korean dates, which chrono-node does not know, in the words of English. */
const korean: readonly (readonly [RegExp, string])[] = [
  [/(오전|오후) ?(\d{1,2})시/gu, '$2시$1'],
  [/(\d{1,2})시(오전|오후)?(?: ?(\d{1,2})분)?/gu, '$1:$3 $2'],
  [/(?<=\d):(?= )/gu, ':00'],
  [/오전/gu, 'am'],
  [/오후/gu, 'pm'],
  [/오늘/gu, 'today '],
  [/내일/gu, 'tomorrow '],
  [/모레/gu, 'in 2 days '],
  ...['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'].map(
    (day, index) => [new RegExp(`${'일월화수목금토'.charAt(index)}요일`, 'gu'), `${day} `] as const,
  ),
];

function inEnglish(text: string): string {
  if (!/\p{Script=Hangul}/u.test(text)) return text;
  return korean
    .reduce((line, [form, word]) => line.replaceAll(form, word), text)
    .replaceAll(/ +/gu, ' ')
    .trim();
}

function known(timeZone: string): string {
  try {
    offsetAt(0, timeZone);
    return timeZone;
  } catch {
    return 'UTC';
  }
}
