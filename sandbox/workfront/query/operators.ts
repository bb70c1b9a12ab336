import { notCovered } from '../api/errors.ts';
import type { FieldType, Value } from '../records/schema.ts';
import { readDate } from './dates.ts';

type Comparable = string | number | boolean;
type Test = (value: Comparable | null) => boolean;
type Operator = (operands: readonly Comparable[], range: Comparable | undefined) => Test;

/** Whether the values at the end of a path satisfy a filter; nothing at its end counts as one null. */
export type ValueTest = (values: readonly Value[]) => boolean;

const readers: Readonly<Record<FieldType, (text: string) => Comparable | undefined>> = {
  string: (text) => text,
  boolean: (text) => ({ true: true, false: false })[text.toLowerCase()],
  int: readNumber,
  double: readNumber,
  dateTime: readDate,
};

function readNumber(text: string): number | undefined {
  const number = Number(text);
  return text.trim() === '' || Number.isNaN(number) ? undefined : number;
}

function comparable(value: Value): Comparable | null {
  if (value instanceof Date) return value.getTime();
  return typeof value === 'object' ? null : value;
}

const upper = (value: Comparable): Comparable => (typeof value === 'string' ? value.toUpperCase() : value);

/** The same operator with both sides in capitals, which is how Workfront ignores case. */
function anyCase(operator: Operator): Operator {
  return (operands, range) => {
    const test = operator(operands.map(upper), range === undefined ? undefined : upper(range));
    return (value) => test(value === null ? null : upper(value));
  };
}

function textual(test: (value: string, operand: string) => boolean): Operator {
  return (operands) => (value) =>
    typeof value === 'string' && operands.some((operand) => test(value, String(operand)));
}

function order(test: (value: Comparable, operand: Comparable) => boolean): Operator {
  return (operands) => (value) => value !== null && operands.some((operand) => test(value, operand));
}

function words(operands: readonly Comparable[]): string[] {
  return operands.flatMap((operand) => String(operand).split(/[\s,]+/)).filter((word) => word !== '');
}

const not =
  (operator: Operator, nullToo = false): Operator =>
  (operands, range) => {
    const test = operator(operands, range);
    return (value) => (value === null ? nullToo : !test(value));
  };

const oneOf: Operator = (operands) => {
  const wanted = new Set(operands);
  return (value) => value !== null && wanted.has(value);
};
const contains = textual((value, operand) => value.includes(operand));
const startsWith = textual((value, operand) => value.startsWith(operand));
const like = textual((value, operand) => {
  const source = operand.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${source.replaceAll('%', '.*').replaceAll('_', '.')}$`, 's').test(value);
});
const between: Operator =
  ([low], high) =>
  (value) =>
    value !== null && low !== undefined && high !== undefined && value >= low && value <= high;
const isNull: Operator = () => (value) => value === null;
const isBlank: Operator = () => (value) => value === null || value === '';

const operators: Readonly<Record<string, Operator>> = {
  eq: oneOf,
  in: oneOf,
  ne: not(oneOf, true),
  nee: not(oneOf),
  notin: not(oneOf),
  cieq: anyCase(oneOf),
  ciin: anyCase(oneOf),
  cine: anyCase(not(oneOf, true)),
  cinotin: anyCase(not(oneOf)),
  contains,
  notcontains: not(contains),
  cicontains: anyCase(contains),
  cinotcontains: anyCase(not(contains)),
  cicontainsany: (operands) => anyCase(contains)(words(operands), undefined),
  cicontainsall: (operands) => (value) =>
    words(operands).every((word) => anyCase(contains)([word], undefined)(value)),
  startswith: startsWith,
  cistartswith: anyCase(startsWith),
  like,
  cilike: anyCase(like),
  between,
  cibetween: anyCase(between),
  notbetween: not(between),
  gt: order((value, operand) => value > operand),
  gte: order((value, operand) => value >= operand),
  lt: order((value, operand) => value < operand),
  lte: order((value, operand) => value <= operand),
  isnull: isNull,
  notnull: (operands, range) => (value) => !isNull(operands, range)(value),
  isblank: isBlank,
  notblank: (operands, range) => (value) => !isBlank(operands, range)(value),
};

/** Operators which a path that leads to several values satisfies only when all of them do. */
const negative = new Set([
  'ne',
  'nee',
  'notin',
  'cine',
  'cinotin',
  'notcontains',
  'cinotcontains',
  'notbetween',
]);

/** Whether an operator looks at what it is given. */
export function takesValue(operator: string): boolean {
  return !/^(is|not)(null|blank)$/.test(operator);
}

/**
 * The test of `field=values`, `field_Mod=operator` and `field_Range=range`. Operands that are no value of the
 * field's type match nothing, as Workfront has it. Throws an ApiError for an operator the sandbox lacks.
 * Source of the names: the operator constants of Workfront's own JavaScript client.
 */
export function valueTest(
  operator: string,
  type: FieldType,
  operands: readonly string[],
  range: string | undefined,
): ValueTest {
  const make = operators[operator];
  if (make === undefined) throw notCovered(`the operator ${operator}`);
  const read = readers[type];
  const test = make(
    operands.flatMap((operand) => read(operand) ?? []),
    range === undefined ? undefined : read(range),
  );
  const one = (value: Value): boolean => test(comparable(value));
  return negative.has(operator) ? (values) => values.every(one) : (values) => values.some(one);
}
