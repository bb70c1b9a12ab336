import type { Texts } from '../../i18n/en.ts';
import type { AuditLine } from '../../requests/audit-lines.ts';
import type { AuditRow } from '../../requests/audit.ts';
import type { AuditFacts } from '../../requests/ports.ts';
import type { Action } from '../../requests/request.ts';
import { handOverClauses } from './audit-hand-over.ts';
import {
  clean,
  deedOf,
  fewNames,
  isAction,
  moment,
  personOf,
  submittedIn,
  userOf,
  type Event,
  type Said,
} from './audit-names.ts';

const mostNames = 20;

/** What an audit line says, in one line of plain text that stands alone; without number and hash. */
export function sentenceOf(line: AuditLine, facts: AuditFacts, texts: Texts): string {
  const [first] = line.rows;
  const row = line.rows.at(-1) ?? first;
  const story = (facts.stories.get(row.requestId ?? '') ?? []).filter(({ number }) => number <= row.number);
  const said: Said = { texts, facts, story };
  const clauses = line.kind === 'gathered' ? gathered(said, line.rows) : clausesOf(said, line, row);
  const marked = row.data.dryRun && line.kind !== 'gathered' ? [...clauses, texts.audit.dryRun] : clauses;
  const id = line.kind === 'gathered' && line.rows.length > 1 ? null : row.requestId;
  return [marked.join('; '), ...(id ? [clean(id, 20)] : [])].join(' · ');
}

function clausesOf(said: Said, line: AuditLine, row: AuditRow): readonly string[] {
  if (line.kind === 'run') return runOf(said, line.rows);
  const { audit } = said.texts;
  const by = personOf(said, row.actor);
  const deed = deedOf(said, row);
  switch (row.event) {
    case 'submitted':
      return [
        audit.asked(by, deed, row.data.runAt && moment(row.data.runAt)),
        ...reasonOf(said, row.data.reason),
        ...(row.data.ticket ? [audit.ticket(clean(row.data.ticket))] : []),
        ...(row.data.undoOf ? [audit.undoes(clean(row.data.undoOf))] : []),
        ...besides(said, line.rows.slice(0, -1), row.actor),
      ];
    case 'approved': {
      const { approvals, required } = row.data;
      const runAt = approvals >= required ? submittedIn(said)?.data.runAt : null;
      return [audit.approved(by, deed, approvals, required), ...(runAt ? [audit.runs(moment(runAt))] : [])];
    }
    case 'denied':
      return [audit.denied(by, deed), ...reasonOf(said, row.data.reason)];
    case 'stopped':
      return [audit.stopped(by, deed), ...reasonOf(said, row.data.reason)];
    case 'cancelled':
    case 'limit_lifted':
    case 'ticked':
    case 'tried_now':
      return [audit[row.event](by, deed)];
    case 'left_out': {
      const people = row.data.people.slice(0, mostNames).map((person) => userOf(said, person));
      const names = audit.more(people.join(audit.separator), row.data.people.length - people.length);
      return [audit.left_out(by, names, deed)];
    }
    case 'approval_taken_back':
      return [audit.approval_taken_back(by, deed, row.data.approvals, row.data.required)];
    case 'escalated':
      return [audit.escalated(deed)];
    case 'paused':
      return [audit.paused(deed, row.data.changed, row.data.limit)];
    case 'expired':
      return [audit.expired(deed)];
    case 'reopened':
      return [audit.reopened(deed, row.data.approvals, row.data.required)];
    case 'refused':
      return [refused(said, row)];
    case 'message_not_delivered':
      return [notDelivered(said, row)];
    case 'giving_back_chosen':
      return [audit.giving_back(by, deed, row.data.isWanted)];
    case 'asked':
    case 'looked_at':
    case 'looked_up':
    case 'hand_over_planned':
    case 'handed_over':
    case 'execution_started':
    case 'target_settled':
    case 'finished':
      return gathered(said, line.rows);
    default:
      return row satisfies never;
  }
}

/** A request being carried out: all of it with its last row, else what these rows tell. */
function runOf(said: Said, rows: readonly AuditRow[]): readonly string[] {
  const { audit, state } = said.texts;
  const hands = handOverClauses(rows, submittedIn(said), said.texts, (person) => userOf(said, person));
  const finished = rows.find((row) => row.event === 'finished');
  const settled = (finished ? said.story : rows).filter((row) => row.event === 'target_settled');
  const [first] = rows;
  if (!first) return [];
  if (settled.length === 0) {
    const deed = deedOf(said, first);
    return [finished ? audit.ended(deed, state[finished.data.state]) : audit.started(deed), ...hands];
  }
  const results = settled.length === 1 ? settled.flatMap((row) => one(said, row)) : many(said, settled);
  if (!finished) return [...results, ...hands];
  const isConfirmed = settled.some(({ data }) => data.outcome.result === 'done');
  return [...results, ...hands, ...consentOf(said), ...(isConfirmed ? [audit.confirmed] : [])];
}

function one(said: Said, row: Event<'target_settled'>): readonly string[] {
  const { audit } = said.texts;
  const { outcome, user } = row.data;
  const deed = actionOf(said, row);
  const who = userOf(said, user);
  if (outcome.result === 'done') {
    const level = outcome.accessLevel ? [audit.accessLevel(clean(outcome.accessLevel))] : [];
    return [audit.done(deed, who), ...level];
  }
  if (outcome.result === 'already') return [audit.already(deed, who)];
  return [
    audit.not(deed, who, whyOf(said, row)),
    ...(outcome.detail ? [audit.said(clean(outcome.detail))] : []),
  ];
}

function many(said: Said, rows: readonly Event<'target_settled'>[]): readonly string[] {
  const { audit } = said.texts;
  const [first] = rows;
  const deed = first ? actionOf(said, first) : 'change';
  const withResult = (result: string) => rows.filter(({ data }) => data.outcome.result === result);
  const already = withResult('already').length;
  const left = [...withResult('failed'), ...withResult('skipped')];
  const named = left
    .slice(0, mostNames)
    .map((row) => audit.oneNotDone(userOf(said, row.data.user), whyOf(said, row)));
  return [
    audit.many(deed, withResult('done').length, rows.length),
    ...(already > 0 ? [audit.manyAlready(deed, already)] : []),
    ...(left.length > 0
      ? [audit.notDone(audit.more(named.join(audit.separator), left.length - named.length))]
      : []),
  ];
}

/** Why it was not done; version 0.1.0 knew reasons that are gone. */
function whyOf({ texts }: Said, { data: { outcome } }: Event<'target_settled'>): string {
  const known: Readonly<Record<string, string>> = texts.audit.why;
  return known[outcome.reason ?? ''] ?? clean(outcome.reason ?? outcome.result);
}

/** Who asked, why, and who approved. */
function consentOf(said: Said): readonly string[] {
  const { audit } = said.texts;
  const submitted = submittedIn(said);
  const reason = submitted?.data.reason ? clean(submitted.data.reason, longReason) : null;
  const names = approversIn(said).map((id) => personOf(said, id));
  return [
    [
      ...(submitted ? [audit.askedBy(personOf(said, submitted.actor), reason)] : []),
      ...(names.length > 0 ? [audit.approvedBy(names.join(audit.separator))] : []),
    ].join(audit.separator),
  ].filter(Boolean);
}

/** Whoever approved, without those whose approval did not count any more when it was looked at again. */
function approversIn({ story }: Said): readonly string[] {
  const approvers = new Set<string>();
  for (const row of story) {
    if (row.event === 'approved' && row.actor) approvers.add(row.actor);
    if (row.event === 'approval_taken_back' && row.actor) approvers.delete(row.actor);
    if (row.event !== 'reopened') continue;
    for (const id of approvers) if (!row.data.standing.includes(id)) approvers.delete(id);
  }
  return [...approvers];
}

function refused(said: Said, row: Event<'refused'>): string {
  const { audit } = said.texts;
  const { attempted, reason } = row.data;
  const tries: Readonly<Record<string, (deed: string) => string>> = audit.tried;
  const deed = deedOf(said, row);
  const tried = isAction(attempted) ? deed : (tries[attempted]?.(deed) ?? clean(attempted));
  return audit.refused(personOf(said, row.actor), tried, audit.refusedWhy[reason]);
}

function notDelivered(said: Said, row: Event<'message_not_delivered'>): string {
  const { audit } = said.texts;
  const { message, code, row: from, lastRow = from } = row.data;
  const known: Readonly<Record<string, string>> = audit.message;
  const what = known[message] ?? clean(message);
  const lines = from === undefined || lastRow === undefined ? '' : ` ${audit.numbers(from, lastRow)}`;
  const about = row.requestId && lines === '' ? audit.about(what, deedOf(said, row)) : what + lines;
  return audit.notDelivered(about, clean(code));
}

/** Questions without a request, and refusals, each with who it was. */
function gathered(said: Said, rows: readonly AuditRow[]): readonly string[] {
  const { audit } = said.texts;
  const [only] = rows;
  if (only?.event === 'refused' && rows.length === 1) return [refused(said, only)];
  const asking = new Set<string | null>();
  const questions: AuditRow[] = [];
  const looks: Event<'looked_at'>[] = [];
  const clicks: Event<'refused'>[] = [];
  for (const row of rows) {
    // A question that is refused after it was taken up is one question in two or three rows.
    if (row.event === 'refused' && asking.delete(row.actor)) continue;
    if (row.event === 'refused' && !isAction(row.data.attempted)) clicks.push(row);
    else if (row.event === 'looked_at') looks.push(row);
    else if (row.event !== 'looked_up') questions.push(row);
    if (row.event === 'asked') asking.add(row.actor);
  }
  const whys = new Set(clicks.map(({ data }) => audit.refusedWhy[data.reason]));
  const clauses = [
    ...looks.map((row) => audit.lookedAt(personOf(said, row.actor), userOf(said, row.data.user))),
    ...(questions.length > 0 ? [audit.questions(questions.length, actorsOf(said, questions))] : []),
    ...(clicks.length > 0
      ? [
          audit.clicks(
            clicks.length,
            actorsOf(said, clicks),
            aboutOf(said, clicks),
            [...whys].join(audit.separator),
          ),
        ]
      : []),
  ];
  return clauses.length > 0 ? clauses : [audit.lookedUp(actorsOf(said, rows))];
}

/** What refused clicks were about, as far as their rows tell. */
function aboutOf(said: Said, clicks: readonly Event<'refused'>[]): string {
  const { audit } = said.texts;
  const deeds = clicks.flatMap((row) => (row.data.about ? [deedOf(said, row)] : []));
  const all = [...new Set(deeds)];
  return audit.more(all.slice(0, fewNames).join(audit.separator), all.length - fewNames);
}

/** What came in between a question and its request, by others. */
function besides(said: Said, rows: readonly AuditRow[], actor: string | null): readonly string[] {
  const others = rows.filter((row) => row.actor !== actor);
  return others.length > 0 ? [said.texts.audit.beside(gathered(said, others).join('; '))] : [];
}

function actorsOf(said: Said, rows: readonly AuditRow[]): string {
  const { audit } = said.texts;
  const all = [...new Set(rows.map(({ actor }) => actor))].map((id) => personOf(said, id));
  return audit.more(all.slice(0, fewNames).join(audit.separator), all.length - fewNames);
}

function actionOf(said: Said, row: Event<'target_settled'>): Action | 'change' {
  return row.data.about?.action ?? submittedIn(said)?.data.action ?? 'change';
}

const longReason = 300;

function reasonOf({ texts }: Said, reason: string | null): readonly string[] {
  return reason ? [texts.audit.reason(clean(reason, longReason))] : [];
}
