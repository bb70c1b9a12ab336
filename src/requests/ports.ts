/**
 * What the use cases need from the outside, in the words of the domain.
 *
 * Glossary
 * - request: one action on one or more targets, asked by a requester, decided by approvers.
 * - target: a Workfront user named in a request, with an outcome of its own.
 * - approver, requester: people in Slack, listed by id or user group in the configuration.
 * - confirm message: the message with the buttons, in the approval channel.
 * - look-up: what was asked and which users were found, kept while a person picks one.
 * - audit row: one event, linked to the row before it by a hash; never changed, never removed.
 * - audit line: the sentence about an audit row that the audit channel gets.
 * - job: work that is stored with the change that caused it and survives the process.
 */
import type { Action, Request, SlackUserId, WorkfrontUser } from './request.ts';

export type AuditEvent =
  | 'asked'
  | 'looked_up'
  | 'refused'
  | 'submitted'
  | 'approved'
  | 'denied'
  | 'cancelled'
  | 'expired'
  | 'execution_started'
  | 'target_settled'
  | 'finished'
  | 'message_not_delivered';

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** What is to be logged; the store adds number, previous hash and hash. */
export type AuditEntry = {
  readonly at: Date;
  readonly event: AuditEvent;
  readonly requestId: string | null;
  /** The person who did it; null: the bot itself. */
  readonly actor: SlackUserId | null;
  readonly data: { readonly [key: string]: JsonValue };
};

export type AuditRow = AuditEntry & {
  /** 1, 2, 3 … without gaps. */
  readonly number: number;
  /** 64 hexadecimal digits; of the first row: 64 zeros. */
  readonly previousHash: string;
  readonly hash: string;
};

/** Work to do after the commit. `key` orders: jobs of one queue and key run one at a time. */
export type Job =
  /** Carry the request out. */
  | { readonly name: 'execute'; readonly requestId: string }
  /** Bring every message of the request in line with its state. `repair`: even if it seems to be. */
  | { readonly name: 'notify'; readonly requestId: string; readonly repair?: boolean }
  /** Post the audit lines that are still to be posted. */
  | { readonly name: 'announce' }
  /** Post the head of the audit log on that day, such as `2026-11-22`; a day has one such job. */
  | { readonly name: 'head'; readonly day: string }
  /** Let the request expire if nobody decided it. */
  | { readonly name: 'expire'; readonly requestId: string };

export type JobOptions = {
  /** Not before this time; default at once. */
  readonly startAfter?: Date;
};

/** The newest audit row, by number and hash: what anybody can note down to check the log by later. */
export type AuditHead = Pick<AuditRow, 'number' | 'hash'>;

/** What kind of message of a request it is; each exists at most once. */
export type MessageKind = 'confirm' | 'answer' | 'result' | 'reminder';

export type MessageLocation = { readonly channel: string; readonly ts: string };

/** A message that stands in Slack. `version` is the request's version it shows; 0: a bare placeholder. */
export type SentMessage = MessageLocation & {
  readonly requestId: string;
  readonly kind: MessageKind;
  readonly version: number;
};

/** Kept while a person picks one of several users. */
export type LookUp = {
  readonly id: string;
  readonly action: Action;
  readonly requester: SlackUserId;
  readonly asked: string;
  readonly reason: string | null;
  readonly runAt: Date | null;
  readonly candidates: readonly string[];
  readonly createdAt: Date;
};

/** Everything that commits together. Calls nothing but the database. */
export interface Transaction {
  /** The request, locked until the transaction ends; null when there is none. */
  lockRequest(id: string): Promise<Request | null>;
  /** Stores a new request. @throws Refusal `open_request` when a target already has an open one. */
  insertRequest(request: Request): Promise<void>;
  /** Stores a changed request whose version is one above the stored one. @throws when it is not. */
  updateRequest(request: Request): Promise<void>;
  insertLookUp(lookUp: LookUp): Promise<void>;
  /** Reads and removes, so that a look-up serves one choice only. */
  takeLookUp(id: string): Promise<LookUp | null>;
  /** Records where a message stands. False: this kind already stands elsewhere for this request. */
  recordMessage(message: SentMessage): Promise<boolean>;
  /** Records which version a message shows, unless it shows a newer one. */
  recordShown(requestId: string, kind: MessageKind, version: number): Promise<void>;
  /** Appends one row at the end of the chain and has it announced. Order is total. */
  appendAudit(entry: AuditEntry): Promise<AuditRow>;
  /** The number of the last audit row whose line was posted; moves forward only. */
  recordAnnounced(number: number): Promise<void>;
  enqueue(job: Job, options?: JobOptions): Promise<void>;
}

export interface Store {
  /** Runs `work` in one transaction: all of it is stored, durably, or none of it. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  findRequest(id: string): Promise<Request | null>;
  /** The open request that has this Workfront user as a target, or null. */
  findOpenRequestFor(workfrontUserId: string): Promise<Request | null>;
  /** Open requests, oldest first. */
  listOpenRequests(limit: number): Promise<readonly Request[]>;
  /** Newest first. `about`: part of a target's name or e-mail, without case. */
  listHistory(about: string | null, limit: number): Promise<readonly Request[]>;
  listMessages(requestId: string): Promise<readonly SentMessage[]>;
  /** Null while the audit log is empty. */
  findAuditHead(): Promise<AuditHead | null>;
  /** Audit rows whose line was not posted yet, in order. */
  listUnannounced(limit: number): Promise<readonly AuditRow[]>;
}

/** Workfront's users. Every method may throw a DirectoryError. */
export interface UserDirectory {
  /** The API's own user; read once at start. */
  self(): Promise<{ readonly id: string; readonly isAdmin: boolean }>;
  get(id: string): Promise<WorkfrontUser | null>;
  /** Whose `emailAddr` is this, without case; when nobody's, whose `username`. At most `limit`. */
  findByEmail(email: string, limit: number): Promise<readonly WorkfrontUser[]>;
  /** Whose name contains every word, without case. At most `limit`, sorted by name. */
  findByName(words: readonly string[], limit: number): Promise<readonly WorkfrontUser[]>;
  /**
   * Sets `isActive` and returns only when the answer, or a read after it, showed the new state. `mayLeave`
   * is asked each time right before the change is sent, also again, and false keeps it from being sent.
   * @throws DirectoryError `outcome_unknown` or `no_effect` when it did not.
   */
  setActive(
    id: string,
    isActive: boolean,
    mayLeave?: () => Promise<boolean>,
  ): Promise<{ readonly confirmedBy: 'answer' | 'read' }>;
}

export type SlackProfile = {
  readonly id: SlackUserId;
  readonly name: string;
  readonly email: string | null;
  /** IANA name; null when Slack does not say. */
  readonly timeZone: string | null;
  /** False for people who left the workspace and for bots. */
  readonly isPerson: boolean;
  /** Left the workspace: nobody reads what is sent to them, although Slack takes it. */
  readonly isDeleted: boolean;
  /** A guest, of one channel or of several. */
  readonly isGuest: boolean;
  /** Of another organization, met in a shared channel. Not told: false. */
  readonly isForeign: boolean;
};

/** The people of the Slack workspace. */
export interface People {
  /**
   * The user ids a list of ids and user groups stands for.
   * @throws Refusal `members_unreadable` when a group cannot be read: nobody is let in by guess.
   */
  members(list: readonly string[]): Promise<ReadonlySet<SlackUserId>>;
  profile(id: SlackUserId): Promise<SlackProfile | null>;
  findByEmail(email: string): Promise<SlackUserId | null>;
}

/** Messages that must arrive. Every method makes one attempt and may throw a DeliveryError. */
export interface Messenger {
  /** A confirm message without any button yet: a copy left by a lost answer can decide nothing. */
  postPlaceholder(request: Request): Promise<MessageLocation>;
  /** Shows the request as it is now; buttons only while somebody can still use them. */
  showRequest(at: MessageLocation, request: Request): Promise<void>;
  /** Removes a message of our own. */
  remove(at: MessageLocation): Promise<void>;
  /** The requester's private answer, with a link to the confirm message. */
  answerRequester(request: Request, confirm: MessageLocation | null): Promise<MessageLocation | null>;
  /** The requester's direct message with the end of the request. */
  tellResult(request: Request, confirm: MessageLocation | null): Promise<MessageLocation>;
  /** Asks these approvers, by mention, to look at a request that is still pending. */
  remind(
    request: Request,
    confirm: MessageLocation,
    approvers: readonly SlackUserId[],
  ): Promise<MessageLocation>;
  /** One line in the audit channel. */
  postAuditLine(row: AuditRow): Promise<MessageLocation>;
  /** The head of the audit log, whole, in the audit channel. */
  postAuditHead(head: AuditHead): Promise<MessageLocation>;
}

export type Ports = {
  readonly store: Store;
  readonly directory: UserDirectory;
  readonly people: People;
  readonly messenger: Messenger;
  readonly now: () => Date;
  readonly newId: () => string;
};
