export type Value = string | number | boolean | Date | null | readonly string[];

/** One object of one table. A field that the table knows and the row does not hold reads as null. */
export type Row = { readonly ID: string; readonly [field: string]: Value | undefined };

const fieldTypes = ['string', 'boolean', 'int', 'double', 'dateTime'] as const;
export type FieldType = (typeof fieldTypes)[number];

/**
 * A way from a row to rows of another table. They hold this row's id in their field `from`; without it this row
 * holds their id in the field of the link's name with `ID` behind it, or their ids in the field of its very name.
 * Without a table (`to: null`) it leads nowhere: Workfront knows it, the sandbox keeps no such objects.
 */
export type Link = { readonly to: string | null; readonly from?: string };

/** Names stand in texts, separated by blanks; fields by their type. `ID` and `objCode` need no mention. */
type TableSource = Partial<Readonly<Record<FieldType, string>>> & {
  readonly aliases?: string;
  /** By name; an object code alone is a link without `from`. */
  readonly links?: Readonly<Record<string, Link | string>>;
  /** Links that lead nowhere. */
  readonly unmodelled?: string;
  /** Fields and links that filters know and `fields` does not. */
  readonly searchOnly?: string;
  /** Fields that are worked out when read: not to be written, filtered or sorted on. */
  readonly dynamic?: string;
  readonly readOnly?: string;
  /** Fields that are left out of an answer instead of being null. */
  readonly absentWhenNull?: string;
  /** First API version that knows a field, where it is not the first of all. */
  readonly since?: Readonly<Record<string, number>>;
  /** First API version that no longer knows a field. */
  readonly until?: Readonly<Record<string, number>>;
  /** Fields with another name than the one they are kept under. */
  readonly alias?: Readonly<Record<string, string>>;
  /** Reached through other objects only. */
  readonly secondary?: boolean;
  /** Whether it has an operation that edits it; read from AdobeDocs/workfront-apis, static/workflow.json. */
  readonly editable?: boolean;
};

export type TableSchema = ReturnType<typeof table>;

/** Makes a table's schema out of its compact description. */
export function table(objCode: string, name: string, source: TableSource) {
  const { since = {}, until = {}, alias = {}, secondary = false, editable = true } = source;
  const { aliases = '', dynamic = '', readOnly = '' } = source;
  const fields = fieldTypes.flatMap((type) => words(source[type]).map((field) => [field, type] as const));
  const links = Object.entries(source.links ?? {}).map(
    ([link, to]) => [link, typeof to === 'string' ? { to } : to] as const,
  );
  const nowhere = words(source.unmodelled).map((link) => [link, { to: null }] as const);
  return {
    objCode,
    name,
    aliases: words(`${objCode} ${name} ${aliases}`.toLowerCase()),
    fields: new Map<string, FieldType>([['ID', 'string'], ...fields]),
    links: new Map<string, Link>([...links, ...nowhere]),
    searchOnly: new Set(words(source.searchOnly)),
    dynamic: new Set(words(dynamic)),
    readOnly: new Set(words(`ID ${dynamic} ${readOnly}`)),
    absentWhenNull: new Set(words(source.absentWhenNull)),
    since,
    until,
    alias,
    secondary,
    editable,
  };
}

function words(text = ''): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
