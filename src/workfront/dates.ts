const written =
  /^(\d{4}-\d{2}-\d{2}T)([01]\d|2[0-3])(:[0-5]\d:[0-5]\d)(?:[:.](\d{3}))?(?:Z|([+-])(\d{2}):?([0-5]\d))$/;

/**
 * The moment a Workfront date means. Workfront writes a colon before the milliseconds and no colon in
 * the offset (`2020-05-18T17:00:00:000-0600`); a dot, a colon in the offset and `Z` are read as well.
 * @throws RangeError when the text is no such date, or names a day that does not exist.
 * @see https://experienceleague.adobe.com/en/docs/workfront/using/adobe-workfront-api/api-general-information/api-sync-data
 */
export function parseWorkfrontDate(text: string): Date {
  const [, day, hours, rest, milliseconds = '000', sign, offsetHours = '0', offsetMinutes = '0'] =
    written.exec(text) ?? [];
  if (day === undefined) throw new RangeError('not a date in the form that Workfront writes');
  const asUtc = `${day}${hours}${rest}.${milliseconds}Z`;
  const date = new Date(asUtc);
  // Date itself would move 30 February to March.
  if (Number.isNaN(date.getTime()) || date.toISOString() !== asUtc) {
    throw new RangeError('a date that does not exist');
  }
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000;
  return new Date(date.getTime() - (sign === '-' ? -offset : offset));
}
