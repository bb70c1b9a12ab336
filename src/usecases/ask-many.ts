import { foundIn, type BadLine, type Draft, type Entry } from '../requests/draft.ts';
import { checkWish, ticketIn, type Policy } from '../requests/policy.ts';
import type { Ports, Transaction } from '../requests/ports.ts';
import { Refusal } from '../requests/refusal.ts';
import type { Action, Request, SlackUserId } from '../requests/request.ts';
import { momentTyped, note } from './ask.ts';
import { auditRefusals } from './audit-refusals.ts';
import { judge, markDoubles, resolvePeople, type Named } from './resolve-people.ts';
import { readRequester, submit, type SubmitPorts } from './submit.ts';
import { findTakeOver, type SuccessorAsked } from './take-over.ts';

export type ManyAsk = {
  readonly action: Action;
  readonly requester: SlackUserId;
  readonly people: readonly Named[];
  /** Lines that name nobody, to be told. */
  readonly bad: readonly BadLine[];
  /** How many people were not taken from a file that names more than a request holds. */
  readonly beyond: number;
  readonly reason: string | null;
  /** Null: looked for in the reason. */
  readonly ticket: string | null;
  /** As it was typed, or the moment itself; null: as soon as it is approved. */
  readonly at: string | Date | null;
  /** Null: nothing is handed over. */
  readonly successor: SuccessorAsked | null;
  /** Told how many people are through. */
  readonly onProgress: (done: number) => void;
};

/**
 * Looks everybody up and keeps what was found for the requester to see; nobody is asked yet.
 * @throws Refusal, audited, or WorkfrontFailure
 */
export async function prepareMany(
  ports: SubmitPorts & Pick<Ports, 'readMoment'>,
  policy: Policy,
  input: ManyAsk,
): Promise<Draft> {
  const { action, people, reason } = input;
  const asked = people.map((one) => one.asked).join(', ');
  const tried = { actor: input.requester, attempted: action, requestId: null, asked };
  return auditRefusals(ports, policy, tried, async (learn) => {
    const requester = await readRequester(ports, policy, input.requester, learn);
    if (people.length > policy.maxBulk) {
      throw new Refusal({ reason: 'too_many_targets', most: policy.maxBulk, named: people.length });
    }
    const ticket = ticketIn(input.ticket ?? reason, policy);
    checkWish({ reason, ticket: ticket ?? input.ticket }, policy);
    const { at } = input;
    const runAt =
      typeof at === 'string'
        ? momentTyped(ports.readMoment(at, requester.timeZone, ports.now()), { at, reason })
        : at;
    const by = { at: ports.now(), requestId: null, actor: requester.id };
    const marks = { ...(policy.dryRun && { dryRun: true as const }), actorName: requester.name };
    const typedAt = at instanceof Date ? at.toISOString() : at;
    await note(ports, { event: 'asked', ...by, data: { action, asked, reason, at: typedAt, ...marks } });
    const entries = await resolvePeople(ports, policy, action, people, input.onProgress);
    const found = entries.flatMap(({ finding }) => ('user' in finding ? [finding.user.id] : []));
    await note(ports, { event: 'looked_up', ...by, data: { asked, found, more: false, ...marks } });
    const draft: Draft = {
      id: ports.newId(),
      action,
      requester: requester.id,
      entries,
      bad: input.bad,
      beyond: input.beyond,
      reason,
      ticket,
      runAt,
      takeOver: await findTakeOver(ports, action, input.successor),
      createdAt: ports.now(),
    };
    await ports.store.transaction((tx) => tx.saveDraft(draft));
    return draft;
  });
}

export type DraftClick = { readonly draftId: string; readonly actor: SlackUserId };

/** What was found, once more for its requester. @throws Refusal, audited. */
export async function showDraft(ports: SubmitPorts, policy: Policy, click: DraftClick): Promise<Draft> {
  const tried = { actor: click.actor, attempted: 'show_list', requestId: null };
  return auditRefusals(ports, policy, tried, async () =>
    ownDraft(await ports.store.findDraft(click.draftId, ports.now()), click),
  );
}

/** The requester says which of several people is meant by one name of the list. @throws Refusal, audited. */
export async function chooseInDraft(
  ports: SubmitPorts,
  policy: Policy,
  click: DraftClick & { readonly index: number; readonly chosen: string },
): Promise<Draft> {
  const tried = { actor: click.actor, attempted: 'pick', requestId: null };
  return auditRefusals(ports, policy, tried, async () => {
    const { action, entries } = ownDraft(await ports.store.findDraft(click.draftId, ports.now()), click);
    const entry = entries[click.index];
    const isOffered =
      entry?.finding.kind === 'ambiguous' && entry.finding.candidates.some(({ id }) => id === click.chosen);
    const user = isOffered ? await ports.workfront.get(click.chosen) : null;
    if (!entry || !user) throw new Refusal({ reason: 'user_unknown', asked: entry?.asked ?? '', near: [] });
    const found: Entry = { asked: entry.asked, finding: { kind: 'found', user } };
    const [chosen = found] = await judge(ports, policy, action, [found]);
    return ports.store.transaction(async (tx) => {
      // Another choice may have been made meanwhile, of another name: it is kept.
      const draft = ownDraft(await tx.lockDraft(click.draftId, ports.now()), click);
      const chosenHere = draft.entries.map((one, index) => (index === click.index ? chosen : one));
      const changed = { ...draft, entries: markDoubles(chosenHere) };
      await tx.saveDraft(changed);
      return changed;
    });
  });
}

/** `changed`: somebody is not as the requester saw them, so they have to look again; nothing was asked. */
export type ManyAnswer =
  | { readonly kind: 'submitted'; readonly request: Request }
  | { readonly kind: 'changed'; readonly draft: Draft };

/** The requester agrees to the list: one request about everybody found. A draft serves one. @throws Refusal, audited. */
export async function askMany(
  ports: SubmitPorts,
  policy: Policy,
  click: DraftClick & { readonly responseUrl: string | null },
): Promise<ManyAnswer> {
  const { actor, responseUrl } = click;
  const tried = { actor, attempted: 'ask_many', requestId: null };
  return auditRefusals(ports, policy, tried, async (learn) => {
    const requester = await readRequester(ports, policy, actor, learn);
    const draft = await ports.store.transaction((tx) => takeDraft(tx, click, ports.now()));
    const putBack = (kept: Draft) => ports.store.transaction((tx) => tx.saveDraft(kept));
    try {
      const entries = await readAgain(ports, policy, draft);
      const users = foundIn(entries);
      learn({ action: draft.action, users });
      if (users.length === 0 || !isSame(draft.entries, entries)) {
        const changed = { ...draft, entries };
        await putBack(changed);
        return { kind: 'changed', draft: changed };
      }
      const { action, reason, ticket, runAt, takeOver } = draft;
      const wish = { action, requester, reason, ticket, runAt, takeOver, responseUrl };
      return { kind: 'submitted', request: await submit(ports, policy, wish, users) };
    } catch (error) {
      await putBack(draft);
      throw error;
    }
  });
}

/** The requester does not want it. @throws Refusal, audited. */
export async function forgetDraft(ports: SubmitPorts, policy: Policy, click: DraftClick): Promise<void> {
  const tried = { actor: click.actor, attempted: 'forget', requestId: null };
  await auditRefusals(ports, policy, tried, () =>
    ports.store.transaction((tx) => takeDraft(tx, click, ports.now())),
  );
}

async function takeDraft(tx: Transaction, click: DraftClick, now: Date): Promise<Draft> {
  const draft = ownDraft(await tx.lockDraft(click.draftId, now), click);
  await tx.removeDraft(draft.id);
  return draft;
}

function ownDraft(draft: Draft | null, { actor }: DraftClick): Draft {
  if (!draft) throw new Refusal({ reason: 'choice_over' });
  if (draft.requester !== actor) throw new Refusal({ reason: 'not_your_choice' });
  return draft;
}

/** The list with everybody found read once more: between look-up and agreement a day can pass. */
async function readAgain(
  ports: Pick<Ports, 'workfront' | 'store'>,
  policy: Policy,
  { action, entries }: Draft,
): Promise<readonly Entry[]> {
  const users = await ports.workfront.readUsers(foundIn(entries).map(({ id }) => id));
  const now = entries.map(({ asked, finding }): Entry => {
    if (finding.kind !== 'found') return { asked, finding };
    const user = users.get(finding.user.id);
    return { asked, finding: user ? { ...finding, user } : { kind: 'unknown', near: [] } };
  });
  return judge(ports, policy, action, now);
}

/** Whether the same people can be asked for, under the names and addresses that were shown. */
function isSame(before: readonly Entry[], after: readonly Entry[]): boolean {
  return shownIn(before) === shownIn(after);
}

function shownIn(entries: readonly Entry[]): string {
  return JSON.stringify(foundIn(entries).map(({ id, name, email }) => [id, name, email]));
}
