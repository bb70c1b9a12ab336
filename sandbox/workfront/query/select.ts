import { ApiError, notCovered, unknownField } from '../errors.ts';
import type { Row, TableSchema, Value } from '../records/schema.ts';
import { writeDate } from './dates.ts';
import { isKnown, type Query } from './paths.ts';

/** The fields asked for, as a tree: a leaf is a field, a branch an object that a link leads to. */
type Selection = Map<string, Selection>;

/** Four levels of fields are the most that Workfront reads in one request. */
const deepest = 4;

/**
 * Reads the `fields` parameter (comma lists or JSON arrays) and gives the function that writes a row.
 * ID, name and objCode are always there. Throws an ApiError for a field that the version does not have.
 */
export function readFields({ database, schema: top, version }: Query, fields: readonly string[] = []) {
  const wanted: Selection = new Map();
  for (const name of readNames(fields)) {
    const steps = name.split(':');
    if (steps.length > deepest) throw new ApiError(422, `Field ${name} is more than ${deepest} levels deep`);
    addPath(top, wanted, steps);
  }
  return (row: Row) => render(top, wanted, row);

  function addPath(schema: TableSchema, tree: Selection, [step = '', ...rest]: readonly string[]): void {
    if (step === '*') {
      for (const field of schema.fields.keys())
        if (isKnown(schema, field, version) && !schema.searchOnly.has(field)) tree.set(field, new Map());
      return;
    }
    const link = schema.links.get(step);
    if (!isKnown(schema, step, version) || schema.searchOnly.has(step) || (rest.length > 0 && !link))
      throw unknownField(version, step, schema.name);
    const branch = tree.get(step) ?? new Map<string, Selection>();
    tree.set(step, branch);
    const next = link === undefined || link.to === null ? undefined : database.schema(link.to);
    if (rest.length > 0 && next !== undefined) addPath(next, branch, rest);
  }

  function render(schema: TableSchema, tree: Selection, row: Row): Record<string, unknown> {
    const name = schema.fields.has('name') && { name: wire(row['name'] ?? null) };
    const out: Record<string, unknown> = { ID: row.ID, ...name, objCode: schema.objCode };
    for (const [field, branch] of tree) {
      const link = schema.links.get(field);
      if (link === undefined) {
        const value = row[schema.alias.get(field) ?? field] ?? null;
        if (value !== null || !schema.absentWhenNull.has(field)) out[field] = wire(value);
        continue;
      }
      const target = link.to === null ? undefined : database.schema(link.to);
      const found = database.follow(row, link).map((linked) => {
        if (target === undefined) throw notCovered(`the objects behind ${field}`);
        return render(target, branch, linked);
      });
      const many = 'from' in link || ('by' in link && Array.isArray(row[link.by]));
      out[field] = many ? found : (found[0] ?? null);
    }
    return out;
  }
}

function wire(value: Value): unknown {
  return value instanceof Date ? writeDate(value) : value;
}

function readNames(values: readonly string[]): string[] {
  return values.flatMap((value) => {
    const list = value.trim().startsWith('[') ? readJsonNames(value) : value.split(',');
    return list.map((name) => name.trim()).filter((name) => name !== '');
  });
}

function readJsonNames(value: string): string[] {
  const list: unknown = JSON.parse(value);
  return Array.isArray(list) ? list.map(String) : [];
}
