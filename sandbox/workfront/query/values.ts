import type { FieldType, Value } from '../records/schema.ts';

type Single = string | number | boolean;

const sixHours = 21_600_000;

/**
 * A date as Workfront writes it, such as `2020-05-18T17:00:00:000-0600`: a colon before the milliseconds, none
 * in the offset. Source: AdobeDocs/workfront.en, wf-api/general/api-sync-data.md.
 */
export function writeDate(date: Date): string {
  const local = new Date(date.getTime() - sixHours).toISOString();
  return `${local.slice(0, 19)}:${local.slice(20, 23)}-0600`;
}

/** A value of this type out of text, dates in Workfront's or the ISO spelling; undefined when it is none. */
export function readValue(type: FieldType, text: string): Single | Date | undefined {
  switch (type) {
    case 'string':
      return text;
    case 'boolean':
      return { true: true, false: false }[text.toLowerCase()];
    case 'int':
    case 'double':
      return text.trim() === '' || Number.isNaN(Number(text)) ? undefined : Number(text);
    case 'dateTime': {
      const iso = text.replace(/(T\d\d:\d\d:\d\d):(\d{3})/, '$1.$2').replace(/([+-]\d\d)(\d\d)$/, '$1:$2');
      const date = new Date(iso);
      return Number.isNaN(date.getTime()) ? undefined : date;
    }
    default:
      return type satisfies never;
  }
}

/** What a value is compared by, a date by its milliseconds; a list compares with nothing. */
export function comparable(value: Value): Single | null {
  if (value instanceof Date) return value.getTime();
  return typeof value === 'object' ? null : value;
}

/** In capitals, which is how Workfront ignores case. */
export function upper<T>(value: T): T | string {
  return typeof value === 'string' ? value.toUpperCase() : value;
}
