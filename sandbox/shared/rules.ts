/** The rules by which a simulator fails, in the order in which they were added; one without `times` has no end. */
export function createRules<Rule extends { readonly times?: number | undefined }>() {
  let rules: readonly Rule[] = [];
  return {
    add(rule: Rule): void {
      // A copy, so that the same rule can stand here twice and is used up one after the other.
      rules = [...rules, { ...rule }];
    },
    clear(): void {
      rules = [];
    },
    /** Those in force, `times` counted down. */
    list: () => rules,
    /** The first rule that fits, which is one use of it. */
    take(fits: (rule: Rule) => boolean): Rule | undefined {
      const found = rules.find(fits);
      if (found?.times !== undefined) {
        const left = found.times > 1 ? [{ ...found, times: found.times - 1 }] : [];
        rules = rules.flatMap((rule) => (rule === found ? left : [rule]));
      }
      return found;
    },
  };
}
