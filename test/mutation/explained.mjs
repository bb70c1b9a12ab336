import { readFileSync } from 'node:fs';

/**
 * What `npm run mutation` leaves alone, because no test can or need tell it from what it was: each with its reason.
 * `code` is how the changed pieces read in the file, in one line.
 */
const explained = [
  {
    file: 'src/audit/key-file.ts',
    code: ["error instanceof Error && 'code' in error"],
    why: 'what has the code ENOENT is an error with a code; only the compiler does not know it',
  },
  {
    file: 'src/audit/csv.ts',
    code: ['requests.delete(row.requestId);'],
    why: 'gives memory back; nothing comes after the end of a request that would need what was forgotten',
  },
  {
    file: 'src/audit/check-log.ts',
    code: ['!text || !hash || !number || !sealedFrom || seal === undefined'],
    why: 'a mark has the form with all its parts, or none of them; only the compiler does not know it',
  },
  {
    file: 'src/audit/proof.ts',
    code: ["row.event !== 'handed_over'"],
    why: 'no other event has a kind, which only the compiler does not know',
  },
  {
    file: 'src/requests/local-time.ts',
    code: ['if (known) return known;', 'clocks.set(timeZone, clock);'],
    why: 'a clock that is made anew shows the same; it only takes longer',
  },
  {
    file: 'src/usecases/carry-out.ts',
    code: ['rules.request.targets[item.position]?.user'],
    why: 'an item of access has the position of its target; only the compiler does not know it',
  },
  {
    file: 'src/usecases/announce.ts',
    code: ['(await people.profile(id))?.name', "row.event !== 'message_not_delivered'"],
    why: 'what throws here comes to the same; no other event has such a message, which only the compiler does not know',
  },
  {
    file: 'src/usecases/ask-many.ts',
    code: ["kind: 'found'"],
    why: 'whoever is judged anew is told as what they are then; only the compiler asks what they were before',
  },
  {
    file: 'src/usecases/take-over.ts',
    code: ['(await store.findRequest(requestId))?.action'],
    why: 'no request is ever deleted, so what is open is found; only the compiler does not know it',
  },
  {
    file: 'src/usecases/audit-refusals.ts',
    code: ['tried.requestId !== null'],
    why: 'nothing is no id of a request either; only the compiler does not know it',
  },
  {
    file: 'src/usecases/send-items.ts',
    code: ["items[0]?.kind ?? 'access'"],
    why: 'a list that is sent or read is never empty; only the compiler does not know it',
  },
  {
    file: 'src/usecases/send-items.ts',
    code: ['!(error instanceof WorkfrontFailure)', 'error instanceof WorkfrontFailure'],
    why: 'an error of our own stops the sending as one that is not known does: the list stays, with the error as why',
  },
  {
    file: 'src/usecases/resolve-people.ts',
    code: ['users.get(place.text) ?? []'],
    why: 'each address that was asked for is in the answer; only the compiler does not know it',
  },
  {
    file: 'src/usecases/list-held.ts',
    code: ['request.impact?.counts ?? []'],
    why: 'what has no count of its own is no kind either',
  },
];

for (const { file, code } of explained) {
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
  for (const piece of code) {
    if (!text.includes(piece))
      throw new Error(`${file} does not read "${piece}" any more, which explained.mjs says`);
  }
}

/** The compiler holds a switch that ends with `satisfies never`: no other label fits, and nothing falls to its end. */
const held = 'the compiler holds the labels of this switch and its end';

function isHeldSwitch(node) {
  const last = node.cases.at(-1);
  return (
    last?.test === null &&
    last.consequent.some((one) => (one.argument ?? one.expression)?.type === 'TSSatisfiesExpression')
  );
}

function whyLeftAlone(path) {
  const { node, parent } = path;
  const isLabel = node.type === 'StringLiteral' && parent?.type === 'SwitchCase' && parent.test === node;
  if (isLabel && isHeldSwitch(path.parentPath.parent)) return held;
  if (node.type === 'SwitchCase' && node.test === null && isHeldSwitch(parent)) return held;
  const file = path.hub.file?.opts.filename ?? '';
  const ofFile = explained.filter((one) => file.endsWith(one.file));
  if (ofFile.length === 0 || !/(?:Expression|Property|Statement)$/.test(node.type)) return undefined;
  const code = path.toString();
  return ofFile.find((one) => one.code.includes(code))?.why;
}

/** Read by Stryker: https://stryker-mutator.io/docs/stryker-js/disable-mutants#using-an-ignore-plugin */
export const strykerPlugins = [
  { kind: 'Ignore', name: 'explained', value: { shouldIgnore: (path) => whyLeftAlone(path) } },
];

/** Where Stryker finds this file. */
export const place = import.meta.filename;
