export type Value = string | number | boolean | Date | null | readonly string[];

/** One object of one table. A field that the table knows and the row does not hold reads as null. */
export type Row = { readonly ID: string; readonly [field: string]: Value | undefined };

export type FieldType = 'string' | 'boolean' | 'int' | 'double' | 'dateTime';

/**
 * A way from a row to other rows: `by` names the field of this row that holds their id or ids, `from` the
 * field of the other table that holds this row's id. Without a table (`to: null`) it leads nowhere:
 * Workfront knows it, the sandbox keeps no such objects.
 */
export type Link =
  | { readonly to: string; readonly by: string }
  | { readonly to: string; readonly from: string }
  | { readonly to: null };

export type TableSchema = {
  readonly objCode: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly fields: ReadonlyMap<string, FieldType>;
  readonly links: ReadonlyMap<string, Link>;
  /** Fields and links that filters know and `fields` does not. */
  readonly searchOnly: ReadonlySet<string>;
  /** Fields that are worked out when read: not to be filtered or sorted on. */
  readonly dynamic: ReadonlySet<string>;
  readonly readOnly: ReadonlySet<string>;
  /** Fields that are left out of an answer instead of being null. */
  readonly absentWhenNull: ReadonlySet<string>;
  /** First API version that knows a field, where it is not the first of all. */
  readonly since: ReadonlyMap<string, number>;
  /** Fields with another name than the one they are kept under. */
  readonly alias: ReadonlyMap<string, string>;
  /** First API version that no longer knows a field. */
  readonly until: ReadonlyMap<string, number>;
  /** Reached through other objects only. */
  readonly secondary: boolean;
  /** Whether it has an operation that edits it; read from AdobeDocs/workfront-apis, static/workflow.json. */
  readonly editable: boolean;
};

type TableSource = {
  readonly aliases?: readonly string[];
  /** Field names separated by blanks, by type. `ID` and `objCode` need no mention. */
  readonly fields: Partial<Readonly<Record<FieldType, string>>>;
  readonly searchOnly?: Partial<Readonly<Record<FieldType, string>>>;
  readonly links?: Readonly<Record<string, Link>>;
  readonly searchOnlyLinks?: Readonly<Record<string, Link>>;
  readonly unmodelled?: string;
  readonly dynamic?: string;
  readonly readOnly?: string;
  readonly absentWhenNull?: string;
  readonly since?: Readonly<Record<string, number>>;
  readonly until?: Readonly<Record<string, number>>;
  readonly alias?: Readonly<Record<string, string>>;
  readonly secondary?: boolean;
  readonly editable?: boolean;
};

const fieldTypes = ['string', 'boolean', 'int', 'double', 'dateTime'] as const;

/** Makes a table's schema out of its compact description. */
export function table(objCode: string, name: string, source: TableSource): TableSchema {
  const searchOnly = typed(source.searchOnly);
  const searchOnlyLinks = source.searchOnlyLinks ?? {};
  const nowhere = words(source.unmodelled).map((link): [string, Link] => [link, { to: null }]);
  return {
    objCode,
    name,
    aliases: [objCode, name, ...(source.aliases ?? [])].map((alias) => alias.toLowerCase()),
    fields: new Map<string, FieldType>([['ID', 'string'], ...typed(source.fields), ...searchOnly]),
    links: new Map<string, Link>([...Object.entries({ ...source.links, ...searchOnlyLinks }), ...nowhere]),
    searchOnly: new Set([...searchOnly.map(([field]) => field), ...Object.keys(searchOnlyLinks)]),
    dynamic: new Set(words(source.dynamic)),
    readOnly: new Set(['ID', ...words(source.readOnly)]),
    absentWhenNull: new Set(words(source.absentWhenNull)),
    since: new Map(Object.entries(source.since ?? {})),
    until: new Map(Object.entries(source.until ?? {})),
    alias: new Map(Object.entries(source.alias ?? {})),
    secondary: source.secondary ?? false,
    editable: source.editable ?? true,
  };
}

function words(text = ''): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

function typed(source: TableSource['fields'] = {}): [string, FieldType][] {
  return fieldTypes.flatMap((type) => words(source[type]).map((field): [string, FieldType] => [field, type]));
}
