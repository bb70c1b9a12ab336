/**
 * What `npm run mutation` leaves alone, because no test can or need tell it from what it was: each with its reason.
 * `code` is how the changed piece reads, in one line.
 */
const explained = [
  {
    file: 'src/audit/key-file.ts',
    code: ['fsyncSync(handle);', 'closeSync(handle);', 'syncFolder(path.dirname(file));'],
    why: 'whether it is on the disk shows only when the power fails: test/chaos/power-loss.test.ts',
  },
  {
    file: 'src/audit/csv.ts',
    code: ['requests.delete(row.requestId);'],
    why: 'gives memory back; nothing comes after the end of a request that would need what was forgotten',
  },
];

/** The compiler holds a switch that ends with `satisfies never`: no other label fits, and nothing falls to its end. */
const held = 'the compiler holds the labels of this switch and its end';

function isHeldSwitch(node) {
  const last = node.cases.at(-1);
  return last?.test === null && last.consequent.some((one) => one.argument?.type === 'TSSatisfiesExpression');
}

function whyLeftAlone(path) {
  const { node, parent } = path;
  const isLabel = node.type === 'StringLiteral' && parent?.type === 'SwitchCase' && parent.test === node;
  if (isLabel && isHeldSwitch(path.parentPath.parent)) return held;
  if (node.type === 'SwitchCase' && node.test === null && isHeldSwitch(parent)) return held;
  if (node.type !== 'ExpressionStatement') return undefined;
  const file = path.hub.file?.opts.filename ?? '';
  const code = path.toString();
  return explained.find((one) => file.endsWith(one.file) && one.code.includes(code))?.why;
}

/** Read by Stryker: https://stryker-mutator.io/docs/stryker-js/disable-mutants#using-an-ignore-plugin */
export const strykerPlugins = [
  { kind: 'Ignore', name: 'explained', value: { shouldIgnore: (path) => whyLeftAlone(path) } },
];

/** Where Stryker finds this file. */
export const place = import.meta.filename;
