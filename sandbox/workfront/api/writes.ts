import * as z from 'zod';

import { parseJson, type Json } from '../../shared/json.ts';
import { ApiError, unknownField } from '../errors.ts';
import type { Habits } from '../habits.ts';
import { readDate } from '../query/dates.ts';
import { isKnown } from '../query/paths.ts';
import type { FieldType, Row, TableSchema, Value } from '../records/schema.ts';
import type { Call, WriteMode } from './call.ts';
import type { Change } from './changes.ts';

/** How rows of one table are changed. */
export type Writer = {
  readonly schema: TableSchema;
  readonly version: string;
  readonly habits: Habits;
  readonly mode: WriteMode;
  /** What a change would make of a row, stored nowhere; throws the ApiError of one that is refused. */
  change(id: string, change: Change): Row;
  /** The row as it is stored. */
  find(id: string): Row | undefined;
  save(row: Row): void;
};

const updates = z.union([
  z.record(z.string(), z.unknown()).transform((one) => [one]),
  z.array(z.record(z.string(), z.unknown())),
]);

/** The most objects that one request may change. */
const greatestBatch = 100;

/** What a write asks for: a JSON object or an array of them, in the body or as `updates=`. Plain parameters are not covered. */
function readUpdates(call: Call): Json[] {
  const parsed = updates.safeParse(call.json ?? readForm(call));
  if (parsed.success) return parsed.data;
  throw new ApiError(422, 'Invalid Parameter: updates');
}

/** The older form, a parameter `updates` that holds JSON. */
export function readForm(call: Call): unknown {
  const text = call.params.get('updates')?.[0];
  return text === undefined ? undefined : parseJson(text);
}

function readValue(type: FieldType, value: unknown): Value | undefined {
  if (value === null) return null;
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const text = String(value);
  switch (type) {
    case 'boolean':
      return { true: true, false: false }[text];
    case 'int':
    case 'double':
      return Number.isFinite(Number(text)) ? Number(text) : undefined;
    case 'dateTime': {
      const time = readDate(text);
      return time === undefined ? undefined : new Date(time);
    }
    case 'string':
      return typeof value === 'string' ? value : undefined;
    default:
      return type satisfies never;
  }
}

function readChange(source: Json, { schema, version }: Writer): Change {
  const change: Record<string, Value> = {};
  for (const [field, given] of Object.entries(source)) {
    if (field === 'ID' || field === 'objCode') continue;
    const type = schema.fields.get(field);
    if (type === undefined || schema.searchOnly.has(field) || !isKnown(schema, field, version))
      throw unknownField(version, field, schema.name);
    if (schema.readOnly.has(field)) throw new ApiError(422, `Field ${field} is read-only (${schema.name})`);
    const value = readValue(type, given);
    if (value === undefined) throw new ApiError(422, `Invalid Parameter: ${field} value "${String(given)}"`);
    change[field] = value;
  }
  return change;
}

/** Stores a change unless the mode says otherwise, and gives the row to show. */
function store(row: Row, { find, save, mode }: Writer): Row {
  if (mode === 'ignore') return find(row.ID) ?? row;
  if (mode === 'apply') save(row);
  return row;
}

/** Changes one object, and gives it as it is to be answered with. Throws the ApiError of a refused change. */
export function updateOne(id: string, call: Call, writer: Writer): Row {
  const [source, ...more] = readUpdates(call);
  if (source === undefined || more.length > 0) throw new ApiError(422, 'Invalid Parameter: updates');
  return store(writer.change(id, readChange(source, writer)), writer);
}

/**
 * Changes up to 100 objects. With `atomic=true` all or none. Otherwise habits say what one refused object does to
 * the others: all refused, or those before it done and the answer an error, or all done but the refused ones,
 * which the answer leaves out.
 */
export function updateMany(
  call: Call,
  writer: Writer,
): { readonly rows: readonly Row[]; readonly atomic: boolean } {
  const sources = readUpdates(call);
  if (sources.length === 0) throw new ApiError(422, 'Invalid Parameter: updates');
  if (sources.length > greatestBatch) {
    throw new ApiError(
      422,
      `The batch size ${sources.length} is greater than the maximum of ${greatestBatch}`,
    );
  }
  const atomic = call.params.get('atomic')?.[0] === 'true';
  const change = (source: Json): Row => writer.change(String(source['ID']), readChange(source, writer));
  const { badRecord } = writer.habits;
  if (atomic || badRecord === 'refused whole') {
    return { rows: sources.map(change).map((row) => store(row, writer)), atomic };
  }
  const rows = sources.flatMap((source) => {
    try {
      return store(change(source), writer);
    } catch (error) {
      if (badRecord === 'short answer' && error instanceof ApiError) return [];
      throw error;
    }
  });
  return { rows, atomic };
}
