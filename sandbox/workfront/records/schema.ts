export type Value = string | number | boolean | Date | null | readonly string[];

/** One object of one table. A field that the table knows and the row does not hold reads as null. */
export type Row = { readonly ID: string; readonly [field: string]: Value | undefined };

const fieldTypes = ['string', 'boolean', 'int', 'double', 'dateTime'] as const;
export type FieldType = (typeof fieldTypes)[number];

/**
 * A way from a row to other rows: `by` names the field of this row that holds their id or ids, `from` the
 * field of the other table that holds this row's id. Without a table (`to: null`) it leads nowhere:
 * Workfront knows it, the sandbox keeps no such objects.
 */
export type Link =
  | { readonly to: string; readonly by: string }
  | { readonly to: string; readonly from: string }
  | { readonly to: null };

/** Field names separated by blanks, by type. */
type Fields = Partial<Readonly<Record<FieldType, string>>>;

/** By name; an object code alone stands for the field of that name with `ID` behind it. */
type Links = Readonly<Record<string, Link | string>>;

/** `ID` and `objCode` need no mention. */
type TableSource = Fields & {
  readonly aliases?: readonly string[];
  readonly links?: Links;
  /** Fields and links that filters know and `fields` does not. */
  readonly searchOnly?: Fields & { readonly links?: Links };
  /** Links that lead nowhere. */
  readonly unmodelled?: string;
  /** Fields that are worked out when read: not to be filtered or sorted on. */
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
  const { searchOnly = {}, secondary = false, editable = true } = source;
  const [hiddenFields, hiddenLinks] = [typed(searchOnly), readLinks(searchOnly.links)];
  const nowhere = words(source.unmodelled).map((link): [string, Link] => [link, { to: null }]);
  return {
    objCode,
    name,
    aliases: [objCode, name, ...(source.aliases ?? [])].map((alias) => alias.toLowerCase()),
    fields: new Map<string, FieldType>([['ID', 'string'], ...typed(source), ...hiddenFields]),
    links: new Map<string, Link>([...readLinks(source.links), ...hiddenLinks, ...nowhere]),
    searchOnly: new Set([...hiddenFields, ...hiddenLinks].map(([field]) => field)),
    dynamic: new Set(words(source.dynamic)),
    readOnly: new Set(['ID', ...words(source.readOnly)]),
    absentWhenNull: new Set(words(source.absentWhenNull)),
    since: new Map(Object.entries(source.since ?? {})),
    until: new Map(Object.entries(source.until ?? {})),
    alias: new Map(Object.entries(source.alias ?? {})),
    secondary,
    editable,
  };
}

function words(text = ''): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

function typed(source: Fields): [string, FieldType][] {
  return fieldTypes.flatMap((type) => words(source[type]).map((field): [string, FieldType] => [field, type]));
}

function readLinks(links: Links = {}): [string, Link][] {
  return Object.entries(links).map(([name, link]) => [
    name,
    typeof link === 'string' ? { to: link, by: `${name}ID` } : link,
  ]);
}
