import type { Texts } from '../../i18n/en.ts';
import type { Outcome } from '../../requests/request.ts';
import { brief } from './blocks.ts';

/** What became of somebody, in few words. */
export function outcomeInShort(outcome: Outcome, { people }: Texts): string {
  const result = people.results[outcome.result];
  const why = reasonOf(outcome, people);
  return why === '' ? result : `${result}: ${why}`;
}

/** Why somebody was not changed; empty for who was. */
export function reasonOf(outcome: Outcome, people: Texts['people']): string {
  return 'reason' in outcome ? people.why[outcome.reason] : '';
}

/** What is not as it was before somebody's access was taken; empty where nothing is known to differ. */
export function differencesInWords(outcome: Outcome, { people }: Texts): readonly string[] {
  const different = outcome.result === 'done' ? (outcome.different ?? []) : [];
  return different.map(({ field, before, now }) => {
    const [was, is] = [before, now].map((value) => brief(value ?? '', 80) || people.nothing);
    return people.difference(people.fields[field], was ?? '', is ?? '');
  });
}
