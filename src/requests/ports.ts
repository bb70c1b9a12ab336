/** What the use cases need from the outside, in the words of the domain (glossary: docs/architecture.md). */
import { z } from 'zod';

import type { AuditLine } from './audit-lines.ts';
import type { AuditEntry, AuditHead, AuditRow } from './audit.ts';
import type { Draft } from './draft.ts';
import type { Held, HoldingKind, Impact } from './holdings.ts';
import type { FieldChange, FieldValue, Item, ItemField, ItemKind, ObjectType, Kept } from './items.ts';
import type { NewJob } from './jobs.ts';
import type { MomentTyped } from './moment-typed.ts';
import type { Action, Request, SlackUserId, TakeOver, WorkfrontUser } from './request.ts';

/** What kind of message of a request it is; each exists at most once. */
export const messageKind = z.enum([
  'confirm',
  'answer',
  'delayed',
  'stuck',
  'result',
  'reminder',
  'left_out',
  'escalated',
  'paused',
  'people',
  'results',
  'taken_over',
  'handed_over',
]);
export type MessageKind = z.infer<typeof messageKind>;

/** So many people of a request are named on its card; a window and a table have all. */
export const mostOnCard = 10;

/** The tables that a request can have in its thread. */
export type TableKind = Extract<MessageKind, 'people' | 'results' | 'handed_over'>;

export type MessageLocation = { readonly channel: string; readonly ts: string };

/** A message of a request. `version` is the request's version that it shows; 0: a bare placeholder. */
export type SentMessage = {
  readonly requestId: string;
  readonly kind: MessageKind;
  /** Null: it needs no place of its own, or could not be delivered and is not tried again. */
  readonly place: MessageLocation | null;
  readonly version: number;
  /** When it was last brought in line. */
  readonly shownAt: Date | null;
  /** Of a kind that several people get: whose it is, by Workfront id. Else empty. */
  readonly recipient: string;
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
  readonly takeOver: TakeOver | null;
  readonly createdAt: Date;
};

/** What is stored together. A request in version 1 is a new one. */
export type Changes = {
  readonly request?: Request;
  readonly items?: readonly Item[];
  readonly audit?: readonly AuditEntry[];
  readonly jobs?: readonly NewJob[];
};

/** What of a request is to be done in Workfront now. */
export type DueItems = {
  /** Of the first phase that is not over; of one type, and due now. */
  readonly items: readonly Item[];
  /** If none is due now: the one of that phase that is next. */
  readonly next: Item | null;
};

/** The newest row, the first row with a seal, and the key that seals now; null: there are no seals. */
export type SealedHead = AuditHead & {
  readonly sealedFrom: number | null;
  /** `spki`: its public half, as SPKI in base64. */
  readonly key: { readonly id: string; readonly spki: string } | null;
};

/** Whether the audit log is what the bot wrote. `why`: a sentence for whoever looks after the bot. */
export type LogCheck =
  /** Null while the log is empty. */
  { readonly ok: true; readonly head: SealedHead | null } | { readonly ok: false; readonly why: string };

export type Proof = { readonly proven: true } | { readonly proven: false; readonly why: string };

/** Everything that commits together. Calls nothing but the database. */
export interface Transaction {
  /** The request, locked until the transaction ends; null when there is none. */
  lockRequest(id: string): Promise<Request | null>;
  /** As the store's; nobody else counts so before this transaction ends. */
  countChangedSince(since: Date): Promise<number>;
  /**
   * Stores a request, its items, audit rows at the end of the chain and jobs; nothing else stores any of
   * these. Gives the new rows. @throws Refusal `open_request` when a target of a new request already has an open one, and an
   * Error when a changed request is not one version above the stored one.
   */
  save(changes: Changes): Promise<readonly AuditRow[]>;
  insertLookUp(lookUp: LookUp): Promise<void>;
  /** Reads and removes, so that a look-up serves one choice only. */
  takeLookUp(id: string): Promise<LookUp | null>;
  /** The draft, locked until the transaction ends; null when there is none, or none any more. */
  lockDraft(id: string, now: Date): Promise<Draft | null>;
  /** Stores a new draft, or what became of it. */
  saveDraft(draft: Draft): Promise<void>;
  removeDraft(id: string): Promise<void>;
  /** Records where a message stands. False: this kind already stands elsewhere for this request. */
  recordMessage(message: SentMessage): Promise<boolean>;
  /** Records which version a message shows since `at`, unless it shows a newer one. */
  recordShown(message: Pick<SentMessage, 'requestId' | 'kind'>, version: number, at: Date): Promise<void>;
  /** The number of the last audit row that a posted line covers; moves forward only. */
  recordAnnounced(number: number): Promise<void>;
}

export interface Store {
  /** Runs `work` in one transaction: all of it is stored, durably, or none of it. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Notes a key until that time; false: it was noted before, by this or another replica. */
  firstSeen(key: string, until: Date, now: Date): Promise<boolean>;
  findRequest(id: string): Promise<Request | null>;
  /** The version of the stored request; null when there is none. */
  findVersion(id: string): Promise<number | null>;
  /** The request's next items, `limit` at most. */
  findDueItems(requestId: string, now: Date, limit: number): Promise<DueItems>;
  /** All items of the request, by phase and position. */
  listItems(requestId: string): Promise<readonly Item[]>;
  /**
   * What went from these people to others by the last request that took their access and handed something over, and
   * with which request. It may have changed hands again since.
   */
  listHandedOver(
    userIds: readonly string[],
  ): Promise<readonly { readonly requestId: string; readonly item: Item }[]>;
  /** How many people's access was changed since then, by any request, or may have been: what came of it is not known. */
  countChangedSince(since: Date): Promise<number>;
  /** The ids of the open requests that have these Workfront users as targets, by user. */
  findOpenRequestsFor(workfrontUserIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  findDraft(id: string, now: Date): Promise<Draft | null>;
  /** Who approved a request by which somebody's access was changed since then. */
  listApproversSince(since: Date): Promise<readonly SlackUserId[]>;
  /** These Workfront users as they were read for the last request by which the bot deactivated them, by id. */
  findBeforeDeactivation(userIds: readonly string[]): Promise<ReadonlyMap<string, Kept>>;
  /** Whose access a request took who got it back since then, by later ones. */
  listBackAgain(requestId: string): Promise<readonly string[]>;
  /** The requests that took what this one gave back. */
  listTakers(requestId: string): Promise<readonly string[]>;
  /** Open requests, oldest first. */
  listOpenRequests(limit: number): Promise<readonly Request[]>;
  /** Newest first. `about`: part of a target's name or e-mail, without case. */
  listHistory(about: string | null, limit: number): Promise<readonly Request[]>;
  listMessages(requestId: string): Promise<readonly SentMessage[]>;
  /** Null while the audit log is empty. */
  findAuditHead(): Promise<AuditHead | null>;
  /**
   * Checks the part of the audit log that came since the last check. Once it is not sound, nothing that would
   * decide or change something is stored any more: `save` throws Refusal `log_not_sound`.
   */
  checkLog(): Promise<LogCheck>;
  /**
   * Whether the audit log is sound and says that these changes were asked for and approved: to be asked right
   * before each write to Workfront.
   */
  proveApprovals(request: Request, changes: readonly Item[]): Promise<Proof>;
  /** All audit rows of the request, in order. */
  listRowsOf(requestId: string): Promise<readonly AuditRow[]>;
  /** Audit rows that no posted line covers yet, in order. */
  listUnannounced(limit: number): Promise<readonly AuditRow[]>;
}

/** What people hold in Workfront. Every method may throw a WorkfrontFailure. */
export interface Holdings {
  /**
   * By which field of which object something of this kind goes to somebody else; null: it is only listed, or
   * switched off. Asks nobody.
   */
  movedBy(kind: HoldingKind): { readonly type: ObjectType; readonly field: ItemField } | null;
  /**
   * How much these people hold together; each kind alone may be unreadable. The number of requests grows with the
   * kinds, and with the people only by the hundred. `kinds`: no others.
   */
  countHoldings(userIds: readonly string[], kinds?: readonly HoldingKind[]): Promise<Impact>;
  /** What these people hold of one kind, ordered by id: `limit` things at most, from the one numbered `first` (0 …). */
  listHoldings(
    kind: HoldingKind,
    userIds: readonly string[],
    page: { readonly first: number; readonly limit: number },
  ): Promise<readonly Held[]>;
  /**
   * The values that the fields have now, by id, in one request for each 100; who is gone or hidden is missing.
   * `from` and `to` matter where an object can have several holders: it has `from` while that one still holds it.
   */
  readValues(kind: ItemKind, changes: readonly FieldChange[]): Promise<ReadonlyMap<string, FieldValue>>;
}

/** Adobe Workfront. Every method may throw a WorkfrontFailure. */
export interface Workfront extends Holdings {
  /** The API's own user. */
  self(): Promise<{ readonly id: string; readonly isAdmin: boolean }>;
  get(id: string): Promise<WorkfrontUser | null>;
  /** Whose `emailAddr` is this, without case; when nobody's, whose `username`. At most `limit`. */
  findByEmail(email: string, limit: number): Promise<readonly WorkfrontUser[]>;
  /** The same for many, by address as it was asked, 50 in one request; who is not found so is looked up alone. */
  findByEmails(
    emails: readonly string[],
    limit: number,
  ): Promise<ReadonlyMap<string, readonly WorkfrontUser[]>>;
  /** Whose name contains every word, without case. At most `limit`, sorted by name. */
  findByName(words: readonly string[], limit: number): Promise<readonly WorkfrontUser[]>;
  /**
   * Some users whose name has all of these words, or whose e-mail address has the text, in one look and at most
   * `limit`: for somebody who types. An aborted look-up throws.
   */
  suggest(typed: string, limit: number, signal: AbortSignal): Promise<readonly WorkfrontUser[]>;
  /** These users as they are now, by id, in one request for each 100; who is gone or hidden is missing. */
  readUsers(ids: readonly string[]): Promise<ReadonlyMap<string, WorkfrontUser>>;
  /**
   * Gives fields of objects of one kind other values: one change in a request of its own, several (50 at
   * most) in one bulk request. `mayLeave` is asked right before it is sent, and false keeps it from being
   * sent. Gives the values that the answer shows, by id; an object that it does not show is missing.
   * @throws WorkfrontFailure whose `maybeDone` tells whether the change may have been made all the same.
   */
  write(
    kind: ItemKind,
    changes: readonly FieldChange[],
    mayLeave: () => Promise<boolean>,
  ): Promise<ReadonlyMap<string, FieldValue>>;
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

/** What audit lines say beside their own rows. */
export type AuditFacts = {
  /** All rows of the requests that the lines are about. */
  readonly stories: ReadonlyMap<string, readonly AuditRow[]>;
  /** Of everybody who did something there; empty where nobody knows it. */
  readonly names: ReadonlyMap<SlackUserId, string>;
};

/** Messages that must arrive. Every method makes one attempt and may throw a DeliveryError. */
export interface Messenger {
  /** A confirm message without any button yet: a copy left by a lost answer can decide nothing. */
  postPlaceholder(request: Request): Promise<MessageLocation>;
  /** Shows the request as it is now; buttons only while somebody can still use them. `back`: who has access again. */
  showRequest(at: MessageLocation, request: Request, back: readonly string[]): Promise<void>;
  /** Removes a message of our own. */
  remove(at: MessageLocation): Promise<void>;
  /** The requester's private answer, with a link to the confirm message. */
  answerRequester(request: Request, confirm: MessageLocation | null): Promise<MessageLocation | null>;
  /** Tells the requester, by what needs no token, that nobody sees the request before the bot is mended. */
  tellDelayed(request: Request): Promise<null>;
  /** Tells the requester that an approved request cannot go on for now. */
  tellStuck(request: Request, confirm: MessageLocation | null): Promise<MessageLocation>;
  /** The requester's direct message with the end of the request. */
  tellResult(request: Request, confirm: MessageLocation | null): Promise<MessageLocation>;
  /** The same message, as it is now. */
  showResult(
    at: MessageLocation,
    request: Request,
    confirm: MessageLocation | null,
    back: readonly string[],
  ): Promise<void>;
  /** Asks these approvers, by mention, to look at a request that is still pending. */
  remind(
    request: Request,
    confirm: MessageLocation,
    approvers: readonly SlackUserId[],
  ): Promise<MessageLocation>;
  /** As many of these lines as fit into one post in the audit channel, the first ones; gives their number. */
  postAuditLines(lines: readonly AuditLine[], facts: AuditFacts): Promise<number>;
  /** Whether the app may give files to Slack. */
  readonly takesFiles: boolean;
  /** Gives Slack the table of everybody whom a request is about, and gives its id there. */
  uploadPeople(request: Request): Promise<string>;
  /** Gives Slack the table of all results, which nobody sees yet, and gives its id there. */
  uploadResults(request: Request): Promise<string>;
  /** The same for everything that was to change hands, with a link to each where there is one. */
  uploadHandOver(request: Request, items: readonly Item[]): Promise<string>;
  /** Shows such a table in the thread of the confirm message. */
  shareTable(request: Request, kind: TableKind, fileId: string, confirm: MessageLocation): Promise<void>;
  /** Says in that thread that there is no such table, and where its contents are to be seen. */
  tellNoTable(request: Request, kind: TableKind, confirm: MessageLocation): Promise<MessageLocation>;
  /** Tells somebody who took over what is theirs now. */
  tellTakenOver(
    request: Request,
    taker: {
      readonly account: SlackUserId;
      readonly from: readonly WorkfrontUser[];
      readonly things: readonly Pick<Held, 'kind' | 'name' | 'link'>[];
    },
  ): Promise<MessageLocation>;
  /** Tells the requester in private who left whom out; `at`: where it was told before, to be brought in line. */
  tellLeftOut(
    request: Request,
    confirm: MessageLocation | null,
    at: MessageLocation | null,
  ): Promise<MessageLocation>;
  /** Asks further approvers, by mention, to decide a request that nobody decided for long. */
  askFurther(
    request: Request,
    confirm: MessageLocation,
    approvers: readonly SlackUserId[],
  ): Promise<MessageLocation>;
  /** Says beside the card that the limit for an hour was reached, to those who can let the request go on. */
  tellPaused(
    request: Request,
    confirm: MessageLocation,
    approvers: readonly SlackUserId[],
  ): Promise<MessageLocation>;
  /** The head of the audit log, whole, in the audit channel. */
  postAuditHead(head: SealedHead): Promise<MessageLocation>;
}

/** Reads a date and time in words, typed by somebody whose clock is in `timeZone` (IANA). Never throws. */
export type ReadMoment = (typed: string, timeZone: string, now: Date) => MomentTyped;

export type Ports = {
  readonly store: Store;
  readonly workfront: Workfront;
  readonly people: People;
  readonly messenger: Messenger;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly readMoment: ReadMoment;
};
