/**
 * The same text with a date in numbers written as `2026-12-24`, once for each day that it can mean: two for
 * `04/05/2026`, one for `24.12.2026` (dots put the day first wherever they are used) and for a text without
 * such a date, none for one that no calendar has. `today` as `2026-11-26`, to find the year of `24.12.`.
 */
export function withNumericDates(text: string, today: string): readonly string[] {
  for (const { form, read } of forms) {
    const found = form.exec(text);
    if (!found) continue;
    const numbers = found.slice(1).filter((part) => part !== undefined);
    const days = new Set(read(numbers, today).filter(isReal));
    return [...days].map(
      (day) => text.slice(0, found.index) + day + text.slice(found.index + found[0].length),
    );
  }
  return [text];
}

type Form = {
  readonly form: RegExp;
  readonly read: (parts: readonly string[], today: string) => readonly string[];
};

const start = String.raw`(?<![\d.:/-])`;
const end = String.raw`(?=$|[\sT,])`;
/** A date without a year is one only where a time stands beside it: `24.12 18:00`, but `tomorrow 10.11`. */
const beforeTime = String.raw`(?=[\s,]+\D{0,8}\d{1,2}:\d{2})`;

const forms: readonly Form[] = [
  {
    // Also as in Korean, 2026. 12. 24. and 2026년 12월 24일, and as in Japanese and Chinese.
    form: new RegExp(
      String.raw`${start}(\d{4})\s?[./年년-]\s?(\d{1,2})\s?[./月월-]\s?(\d{1,2})(?:[日일]|\.(?!\d))?(?![\d./-])`,
      'u',
    ),
    read: ([year = '', month = '', day = '']) => [iso(year, month, day)],
  },
  {
    form: new RegExp(String.raw`${start}(\d{1,2})\.\s?(\d{1,2})\.(?:\s?(\d{4})|(\d{2}))${end}`, 'u'),
    read: ([day = '', month = '', year = '']) => [iso(year, month, day)],
  },
  {
    form: new RegExp(String.raw`${start}(\d{1,2})(?:/(\d{1,2})/(\d{4}|\d{2})|-(\d{1,2})-(\d{4}))${end}`, 'u'),
    read: ([one = '', other = '', year = '']) => [iso(year, one, other), iso(year, other, one)],
  },
  {
    form: new RegExp(String.raw`${start}(\d{1,2})\.\s?(?:(\d{1,2})\.${end}|(\d{1,2})${beforeTime})`, 'u'),
    read: ([day = '', month = ''], today) => nearest(today, month, day),
  },
  {
    form: /(?<!\d)(\d{1,2})월 ?(\d{1,2})일/u,
    read: ([month = '', day = ''], today) => nearest(today, month, day),
  },
  {
    form: new RegExp(String.raw`${start}(\d{1,2})/(\d{1,2})${end}`, 'u'),
    read: ([one = '', other = ''], today) => {
      const orders = [nearest(today, one, other), nearest(today, other, one)].map((days) =>
        days.filter(isReal),
      );
      const isOneOrder = orders.some(({ length }) => length === 0) || one === other;
      return isOneOrder ? orders.flat() : orders.flatMap((days) => days.slice(-1));
    },
  },
];

function iso(year: string, month: string, day: string): string {
  return `${year.padStart(4, '20')}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** The first such day that is not before today; also this year's, where that has just gone by. */
function nearest(today: string, month: string, day: string): readonly string[] {
  const year = Number(today.slice(0, 4));
  const [thisYear, nextYear] = [iso(String(year), month, day), iso(String(year + 1), month, day)];
  if (!isReal(thisYear)) return [nextYear];
  if (thisYear >= today) return [thisYear];
  return Date.parse(today) - Date.parse(thisYear) < 31 * 24 * 3_600_000 ? [thisYear, nextYear] : [nextYear];
}

function isReal(day: string): boolean {
  const date = new Date(`${day}T00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
