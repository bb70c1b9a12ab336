import type { z } from 'zod';

import type { Texts } from '../../i18n/en.ts';
import type { BadLine } from '../../requests/draft.ts';
import { ticketIn, type Policy } from '../../requests/policy.ts';
import type { SuccessorAsked } from '../../usecases/take-over.ts';
import { FileUnreadable, largestFile, type ReadFile } from '../files.ts';
import { fields } from '../ids.ts';
import type { fileObject, formPayload } from '../payloads.ts';
import { readPasted, readTable, type PeopleList } from '../people-list.ts';
import type { Person } from '../typed-people.ts';
import { brief } from '../views/blocks.ts';
import { managerValue } from '../views/form.ts';

/** The form as it was filled in. */
export type Form = {
  readonly chosen: readonly Person[];
  readonly list: string;
  readonly file: z.infer<typeof fileObject> | null;
  readonly reason: string | null;
  readonly ticket: string | null;
  readonly when: Date | null;
  readonly successor: SuccessorAsked | null;
};

type Values = z.infer<typeof formPayload>['view']['state']['values'];

export function readForm(values: Values): Form {
  const of = (id: string) => values[id]?.[id];
  const people = of(fields.people)?.selected_options ?? [];
  const named = of(fields.named)?.selected_options ?? [];
  const onlyIfAll = of(fields.onlyIfAll)?.selected_options ?? [];
  const when = of(fields.when)?.selected_date_time ?? null;
  return {
    chosen: [
      ...named.flatMap(({ value, text }) => namedPerson(value, text.text)),
      ...people.map(({ value, text }) => person({ by: 'id', id: value }, text.text)),
    ],
    list: of(fields.list)?.value ?? '',
    file: of(fields.file)?.files?.[0] ?? null,
    reason: of(fields.reason)?.value?.trim() || null,
    ticket: of(fields.ticket)?.value?.trim() || null,
    when: when === null ? null : new Date(when * 1000),
    successor: successorIn(of(fields.successor)?.selected_option ?? null, onlyIfAll.length > 0),
  };
}

function successorIn(
  chosen: { readonly value: string; readonly text: { readonly text: string } } | null,
  onlyIfAll: boolean,
): SuccessorAsked | null {
  if (!chosen) return null;
  if (chosen.value === managerValue) return { who: { kind: 'manager' }, onlyIfAll };
  const question = { by: 'id', id: chosen.value } as const;
  return { who: { kind: 'person', question, asked: chosen.text.text }, onlyIfAll };
}

function person(question: Person['question'], asked: string): Person {
  return { question, asked, username: null };
}

function namedPerson(value: string, label: string): Person[] {
  const [, kind, rest = ''] = /^(email|user):(.+)$/u.exec(value) ?? [];
  if (kind === 'email') return [person({ by: 'email', email: rest }, rest)];
  return kind === 'user' ? [person({ by: 'slack_user', slackUserId: rest }, `@${label} (${rest})`)] : [];
}

/** A year, with a leap day. */
const mostAheadMs = 366 * 24 * 3_600_000;

/** What can be told without asking anybody, by the field that it stands at; null: nothing is wrong. */
export async function problemsIn(
  form: Form,
  policy: Policy,
  { form: { wrong } }: Texts,
  now: Date,
): Promise<Record<string, string> | null> {
  const problems: Record<string, string> = {};
  const { people, beyond, bad } = await readPasted(form.list, policy.maxBulk);
  const named = form.chosen.length + people.length + beyond;
  if (named === 0 && form.file === null) {
    const [first] = bad;
    problems[fields.list] = first ? wrong.nobodyIn(first.line, brief(first.text, 80)) : wrong.nobody;
  }
  if (named > policy.maxBulk)
    problems[fields.list] = wrong.tooMany(policy.maxBulk, named, named - policy.maxBulk);
  if ((form.file?.size ?? 0) > largestFile) problems[fields.file] = wrong.tooLarge;
  if (policy.reasonRequired && form.reason === null) problems[fields.reason] = wrong.reason;
  if (policy.ticketPattern && ticketIn(form.ticket, policy) === null) {
    problems[fields.ticket] = wrong.ticket;
  }
  const ahead = form.when ? form.when.getTime() - now.getTime() : 0;
  if (form.when && ahead < 0) problems[fields.when] = wrong.past;
  if (ahead > mostAheadMs) problems[fields.when] = wrong.tooFar;
  return Object.keys(problems).length > 0 ? problems : null;
}

/** Everybody whom the form names, and the lines that name nobody. @throws FileUnreadable when the file has neither. */
export async function peopleIn(
  { chosen, list, file }: Form,
  { maxBulk }: Pick<Policy, 'maxBulk'>,
  readFile: ReadFile | null,
): Promise<PeopleList> {
  const pasted = await readPasted(list, maxBulk);
  const people = [...chosen, ...pasted.people];
  const bad: BadLine[] = [...pasted.bad];
  if (file === null || readFile === null) return { people, bad, beyond: pasted.beyond };
  const table = await readTable(await readFile(file), maxBulk - people.length);
  if (table.people.length + table.bad.length + table.beyond === 0) throw new FileUnreadable('no_table');
  return {
    people: [...people, ...table.people],
    bad: [...bad, ...table.bad],
    beyond: pasted.beyond + table.beyond,
  };
}
