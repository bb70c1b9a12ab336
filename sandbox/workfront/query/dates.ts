const sixHours = 21_600_000;

/**
 * A date as Workfront writes it, such as `2020-05-18T17:00:00:000-0600`: a colon before the milliseconds, none
 * in the offset. Source: AdobeDocs/workfront.en, wf-api/general/api-sync-data.md.
 */
export function writeDate(date: Date): string {
  const local = new Date(date.getTime() - sixHours).toISOString();
  return `${local.slice(0, 19)}:${local.slice(20, 23)}-0600`;
}

/** Milliseconds since 1970 of a date in Workfront's or the ISO spelling; undefined when it is neither. */
export function readDate(text: string): number | undefined {
  const iso = text.replace(/(T\d\d:\d\d:\d\d):(\d{3})/, '$1.$2').replace(/([+-]\d\d)(\d\d)$/, '$1:$2');
  const time = Date.parse(iso);
  return Number.isNaN(time) ? undefined : time;
}
