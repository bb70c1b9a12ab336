import { notCovered } from '../errors.ts';
import type { FieldType, Value } from '../records/schema.ts';
import { readDate } from './dates.ts';

type Comparable = string | number | boolean;
type Test = (value: Comparable | null) => boolean;
type Operator = (operands: readonly Comparable[]) => Test;

/** Whether the values at the end of a path satisfy a filter; nothing at its end counts as one null. */
type ValueTest = (values: readonly Value[]) => boolean;

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
  return (operands) => {
    const test = operator(operands.map(upper));
    return (value) => test(value === null ? null : upper(value));
  };
}

const not =
  (operator: Operator, nullToo = false): Operator =>
  (operands) => {
    const test = operator(operands);
    return (value) => (value === null ? nullToo : !test(value));
  };

const oneOf: Operator = (operands) => {
  const wanted = new Set(operands);
  return (value) => value !== null && wanted.has(value);
};
const contains: Operator = (operands) => (value) =>
  typeof value === 'string' && operands.some((operand) => value.includes(String(operand)));
const isNull: Operator = () => (value) => value === null;
const isBlank: Operator = () => (value) => value === null || value === '';

/** The operators that the bot uses, and their neighbours that a client could confuse with them. */
const operators: Readonly<Record<string, Operator>> = {
  eq: oneOf,
  in: oneOf,
  ne: not(oneOf, true),
  nee: not(oneOf),
  notin: not(oneOf),
  cieq: anyCase(oneOf),
  ciin: anyCase(oneOf),
  contains,
  cicontains: anyCase(contains),
  isnull: isNull,
  notnull: () => (value) => value !== null,
  isblank: isBlank,
  notblank: () => (value) => value !== null && value !== '',
};

/** Operators which a path that leads to several values satisfies only when all of them do. */
const negative = new Set(['ne', 'nee', 'notin']);

/** Whether an operator looks at what it is given. */
export function takesValue(operator: string): boolean {
  return !/^(is|not)(null|blank)$/.test(operator);
}

/**
 * The test of `field=values` and `field_Mod=operator`. Operands that are no value of the field's type match
 * nothing, as Workfront has it. Throws an ApiError for an operator the sandbox lacks.
 * Source of the names: the operator constants of Workfront's own JavaScript client.
 */
export function valueTest(operator: string, type: FieldType, operands: readonly string[]): ValueTest {
  const make = operators[operator];
  if (make === undefined) throw notCovered(`the operator ${operator}`);
  const test = make(operands.flatMap((operand) => readers[type](operand) ?? []));
  const one = (value: Value): boolean => test(comparable(value));
  return negative.has(operator) ? (values) => values.every(one) : (values) => values.some(one);
}
