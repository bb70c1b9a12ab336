/** What the rows of a request say about it, to be held against what the store says. */
import type { AuditEntry, AuditRow } from '../requests/audit.ts';
import type { Request } from '../requests/request.ts';
import type { RequestFault } from './faults.ts';

/** What of a stored request the log can prove. */
export type StoredRequest = Pick<
  Request,
  | 'id'
  | 'action'
  | 'state'
  | 'requester'
  | 'runAt'
  | 'approvalsRequired'
  | 'approvals'
  | 'dryRun'
  | 'escalatedAt'
  | 'lifted'
  | 'handOver'
> & {
  readonly targets: readonly {
    readonly user: { readonly id: string; readonly email: string };
    readonly successor: { readonly id: string } | null;
  }[];
};

type Submitted = Extract<AuditEntry, { event: 'submitted' }>;

export type Story = {
  readonly requestId: string;
  readonly state: Request['state'];
  readonly requester: string | null;
  readonly asked: Pick<Submitted['data'], 'action' | 'runAt' | 'targets' | 'onlyIfAll' | 'dryRun'>;
  readonly approvalsRequired: number;
  readonly approvals: Request['approvals'];
  /** The ids of those whom approvers took out of the request. */
  readonly leftOut: readonly string[];
  /** The requests whose hand-over is to be given back. */
  readonly givesBack: readonly string[];
  /** Further approvers were asked too. */
  readonly isEscalated: boolean;
  /** The limit for an hour does not hold it back. */
  readonly isLifted: boolean;
  /** The number of the last row. */
  readonly number: number;
};

/** The story with one row more; null while nobody has asked yet. Rows come in the order of the log. */
export function tell(story: Story | null, row: AuditEntry & Pick<AuditRow, 'number'>): Story | null {
  if (row.requestId === null) return story;
  if (row.event === 'submitted') return story ? ended(story, row.number) : begin(row, row.requestId);
  if (!story) return null;
  return { ...story, ...changeBy(row, story), number: row.number };
}

/** What the store says otherwise than the rows do. Every request has rows, from `submitted` on. */
export function differences(request: StoredRequest, story: Story): readonly RequestFault[] {
  const facts = [
    ['the state', request.state, story.state],
    ['the requester', request.requester, story.requester ?? 'nobody'],
    ['the action', request.action, story.asked.action],
    ['the people', peopleOf(request.targets.map(({ user }) => user)), peopleOf(story.asked.targets)],
    ['who takes over', successorsOf(request.targets), successorsLogged(story.asked.targets)],
    ['the date', request.runAt?.toISOString() ?? 'none', story.asked.runAt ?? 'none'],
    ['the approvals needed', String(request.approvalsRequired), String(story.approvalsRequired)],
    ['whether it is a dry run', yesNo(request.dryRun), yesNo(story.asked.dryRun)],
    ['whether all has to be moved first', yesNo(request.handOver?.onlyIfAll), yesNo(story.asked.onlyIfAll)],
    ['whether others were asked too', yesNo(request.escalatedAt !== null), yesNo(story.isEscalated)],
    ['whether the limit was lifted', yesNo(request.lifted !== null), yesNo(story.isLifted)],
    ['the approvals', approvalsOf(request.approvals), approvalsOf(story.approvals)],
  ] as const;
  return facts
    .filter(([, stored, logged]) => stored !== logged)
    .map(([fact, stored, logged]) => {
      return { kind: 'differs', requestId: request.id, number: story.number, fact, stored, logged };
    });
}

function begin(row: Submitted & Pick<AuditRow, 'number'>, requestId: string): Story {
  const { action, runAt, targets, onlyIfAll, dryRun, approvalsRequired } = row.data;
  return {
    requestId,
    state: 'pending',
    requester: row.actor,
    asked: { action, runAt, targets, onlyIfAll, dryRun },
    approvalsRequired,
    approvals: [],
    leftOut: [],
    givesBack: [],
    isEscalated: false,
    isLifted: false,
    number: row.number,
  };
}

/** A request is submitted once: whoever adds another such row makes the request one that nobody may run. */
function ended(story: Story, number: number): Story {
  return { ...story, state: 'failed', approvals: [], number };
}

function changeBy(row: AuditEntry, story: Story): Partial<Story> {
  switch (row.event) {
    case 'approved': {
      if (!isAboutWhoWasAsked(row.data.about, story)) return {};
      const approvals = [...story.approvals, { approver: row.actor ?? '', at: row.at }];
      return { approvals, state: approvals.length >= row.data.required ? 'approved' : story.state };
    }
    case 'denied':
      return { state: 'denied' };
    case 'cancelled':
    case 'stopped':
      return { state: 'cancelled' };
    case 'expired':
      return { state: 'expired' };
    case 'execution_started':
      return { state: 'executing' };
    case 'reopened': {
      const { standing, required } = row.data;
      const approvals = story.approvals.filter(({ approver }) => standing.includes(approver));
      return { state: 'pending', approvals, approvalsRequired: required };
    }
    case 'finished':
      return { state: row.data.state };
    case 'approval_taken_back':
      return { approvals: story.approvals.filter(({ approver }) => approver !== row.actor) };
    case 'giving_back_chosen':
      return { givesBack: row.data.isWanted ? row.data.of : [] };
    case 'left_out':
      return { leftOut: [...story.leftOut, ...row.data.people.map(({ id }) => id)] };
    case 'escalated':
      return { isEscalated: true };
    case 'limit_lifted':
      return { isLifted: true };
    case 'paused':
    case 'asked':
    case 'looked_at':
    case 'looked_up':
    case 'hand_over_planned':
    case 'handed_over':
    case 'refused':
    case 'submitted':
    case 'target_settled':
    case 'tried_now':
    case 'ticked':
    case 'message_not_delivered':
      return {};
    default:
      return row satisfies never;
  }
}

/**
 * Whether an approver saw what was asked for: the row names the people as the card did. Rows of version 0.1.0 name
 * nobody.
 */
function isAboutWhoWasAsked(
  about: Extract<AuditEntry, { event: 'approved' }>['data']['about'],
  { asked, leftOut }: Story,
): boolean {
  if (!about) return true;
  const wanted = asked.targets.filter(({ id }) => !leftOut.includes(id));
  const isWanted = ({ id, name, email }: (typeof about)['people'][number]) =>
    wanted.some((one) => one.id === id && one.name === name && one.email === email);
  return about.action === asked.action && about.count === wanted.length && about.people.every(isWanted);
}

function yesNo(is: boolean | undefined): string {
  return is ? 'yes' : 'no';
}

function peopleOf(
  people: readonly { readonly id: string; readonly email?: string | null | undefined }[],
): string {
  return people
    .map(({ id, email }) => `${email ?? ''} (${id})`)
    .toSorted()
    .join(', ');
}

function successorsOf(targets: StoredRequest['targets']): string {
  return pairs(targets.map(({ user, successor }) => [user.id, successor?.id]));
}

function successorsLogged(targets: Submitted['data']['targets']): string {
  return pairs(targets.map(({ id, successor }) => [id, successor?.id]));
}

function pairs(all: readonly (readonly [string, string | undefined])[]): string {
  const each = all.flatMap(([id, successor]) => (successor === undefined ? [] : [`${id} to ${successor}`]));
  return each.length > 0 ? each.toSorted().join(', ') : 'nobody';
}

function approvalsOf(approvals: Request['approvals']): string {
  const each = approvals.map(({ approver, at }) => `${approver} at ${at.toISOString()}`);
  return each.length > 0 ? each.toSorted().join(', ') : 'none';
}
