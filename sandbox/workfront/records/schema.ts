export type Value = string | number | boolean | Date | null | readonly string[];

/** One object of one table. A field that the table knows and the row does not hold reads as null. */
export type Row = { readonly ID: string; readonly [field: string]: Value | undefined };

export type FieldType = 'string' | 'boolean' | 'int' | 'double' | 'dateTime';

/**
 * A way from a row to rows of another table. They hold this row's id in their field `from`; without it this row
 * holds their id in the field of the link's name with `ID` behind it, or their ids in the field of its very name.
 * Without a table (`to: null`) it leads nowhere: Workfront knows it, the sandbox keeps no such objects.
 */
export type Link = { readonly to: string | null; readonly from?: string };

/** What else there is to tell of a table; names stand in texts, separated by blanks. */
type More = {
  readonly aliases?: string;
  /** Types of fields whose name does not tell it. */
  readonly types?: Partial<Readonly<Record<'boolean' | 'int' | 'double', string>>>;
  /** Links that lead nowhere. */
  readonly unmodelled?: string;
  /** Fields and links that filters know and `fields` does not. */
  readonly searchOnly?: string;
  /** Fields that are worked out when read: not to be written, filtered or sorted on. */
  readonly dynamic?: string;
  readonly readOnly?: string;
  /** Fields that are left out of an answer instead of being null. */
  readonly absentWhenNull?: string;
  /** First API version that knows a field, where it is not the first of all, and first that no longer does. */
  readonly versions?: Readonly<Record<string, readonly [since: number, until?: number]>>;
  /** Fields with another name than the one they are kept under. */
  readonly alias?: Readonly<Record<string, string>>;
  /** Reached through other objects only. */
  readonly secondary?: boolean;
  /** Whether it has an operation that edits it; read from AdobeDocs/workfront-apis, static/workflow.json. */
  readonly editable?: boolean;
};

export type TableSchema = ReturnType<typeof table>;

/**
 * Makes a table's schema out of the names of its fields and links: `manager>USER` is a link, and so is
 * `directReports>USER.managerID`, with the field `from` behind the dot. `ID` and `objCode` need no mention.
 */
export function table(objCode: string, name: string, members: string, more: More = {}) {
  const { versions = {}, alias = {}, secondary = false, editable = true } = more;
  const { aliases = '', dynamic = '', readOnly = '', types = {} } = more;
  const fields = words(`ID ${members}`).filter((member) => !member.includes('>'));
  const links = [...members.matchAll(/(\w+)>(\w+)(?:\.(\w+))?/g)].map(([, link = '', to = '', from]) => {
    return [link, from === undefined ? { to } : { to, from }] as const;
  });
  const nowhere = words(more.unmodelled).map((link) => [link, { to: null }] as const);
  return {
    objCode,
    name,
    aliases: words(`${objCode} ${name} ${aliases}`.toLowerCase()),
    fields: new Map(fields.map((field) => [field, typeOf(field, types)])),
    links: new Map<string, Link>([...links, ...nowhere]),
    searchOnly: new Set(words(more.searchOnly)),
    dynamic: new Set(words(dynamic)),
    readOnly: new Set(words(`ID ${dynamic} ${readOnly}`)),
    absentWhenNull: new Set(words(more.absentWhenNull)),
    versions,
    alias,
    secondary,
    editable,
  };
}

function words(text = ''): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** What is called `is…` or `has…` is true or false, what ends with `Date` is one, all else is text unless told. */
function typeOf(field: string, { boolean, int, double }: NonNullable<More['types']>): FieldType {
  if (/^(is|has)[A-Z]/.test(field) || words(boolean).includes(field)) return 'boolean';
  if (field.endsWith('Date')) return 'dateTime';
  if (words(int).includes(field)) return 'int';
  return words(double).includes(field) ? 'double' : 'string';
}
