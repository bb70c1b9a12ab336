import { DeliveryError } from '../../src/requests/errors.ts';
import type { Item } from '../../src/requests/items.ts';
import type { Policy } from '../../src/requests/policy.ts';
import type { MessageKind, Messenger, Ports, SentMessage } from '../../src/requests/ports.ts';
import type { Request } from '../../src/requests/request.ts';
import { notify } from '../../src/usecases/notify.ts';
import { aRequest, aTarget, aUser, minutesAfterNoon, noon } from '../store/builders.ts';
import { failing, keeping, peopleOf, workfrontOf } from './in-memory.ts';
import { policyWith } from './policy-with.ts';

export const [rita, alan, bea] = ['U01RITA', 'U01ALAN', 'U01BEA'] as const;
export const card = { channel: 'C01APPROVALS', ts: 'the card' };
export const tyler = aUser({ name: 'Tyler Reid', email: 'tyler.reid@acme.example' });
const requestId = 'r7kq2m9x3ta';

/** A request of Rita's about Tyler. */
export function request(changes: Partial<Request> = {}): Request {
  return aRequest({ id: requestId, version: 3, requester: rita, targets: [aTarget(tyler)], ...changes });
}

/** A message of it that was sent at noon. */
export function message(kind: MessageKind, changes: Partial<SentMessage> = {}): SentMessage {
  const place = { channel: 'D01', ts: `of ${kind}` };
  return { requestId, kind, place, version: 0, shownAt: noon, recipient: '', ...changes };
}

/** The card as it is to be, and the answer: what a request has after its first round. */
export const usual = [message('confirm', { place: card, version: 3 }), message('answer', { place: null })];

const where = (place: { readonly ts: string } | null) => (place ? `at ${place.ts}` : 'at no place');

/** Slack takes everything, except what a test says; `called` is what it was asked, as one line each. */
function messengerOf(own: Partial<Messenger>) {
  const called: string[] = [];
  const note = (name: string, ...words: readonly string[]) => {
    called.push([name, ...words].join(' '));
    return { channel: 'D01', ts: `of ${name}` };
  };
  const messenger: Messenger = {
    takesFiles: true,
    async postPlaceholder() {
      note('postPlaceholder');
      return card;
    },
    async showRequest(place, _, back) {
      note('showRequest', where(place), ...back);
    },
    async remove(place) {
      note('remove', where(place));
    },
    async answerRequester(_, place) {
      note('answerRequester', where(place));
      return null;
    },
    async tellDelayed() {
      note('tellDelayed');
      return null;
    },
    tellStuck: async (_, place) => note('tellStuck', where(place)),
    tellResult: async (_, place) => note('tellResult', where(place)),
    async showResult(place, _, confirm, back) {
      note('showResult', where(place), where(confirm), ...back);
    },
    remind: async (_, place, approvers) => note('remind', where(place), ...approvers),
    postAuditLines: failing(new Error('the audit channel is not of a request')),
    async uploadPeople() {
      note('uploadPeople');
      return 'F1';
    },
    async uploadResults() {
      note('uploadResults');
      return 'F2';
    },
    async uploadHandOver(_, items) {
      note('uploadHandOver', ...items.map(({ name }) => name));
      return 'F3';
    },
    async shareTable(_, kind, fileId, place) {
      note('shareTable', kind, fileId, where(place));
    },
    tellNoTable: async (_, kind, place) => note('tellNoTable', kind, where(place)),
    tellTakenOver: async (_, { account, from, things }) =>
      note('tellTakenOver', account, ...[...from, ...things].map(({ name }) => name)),
    tellLeftOut: async (_, place, told) => note('tellLeftOut', where(place), where(told)),
    askFurther: async (_, place, approvers) => note('askFurther', where(place), ...approvers),
    tellPaused: async (_, place, approvers) => note('tellPaused', where(place), ...approvers),
    postAuditHead: failing(new Error('the audit channel is not of a request')),
    ...own,
  };
  return { called, messenger };
}

/** What is not as usual in a round. */
export type Round = {
  readonly sent?: readonly SentMessage[];
  readonly own?: Partial<Messenger>;
  readonly at?: Date;
  readonly policy?: Partial<Policy>;
  readonly people?: Partial<Ports['people']>;
  readonly items?: readonly Item[];
  readonly repair?: boolean;
  /** Who has the access again that the request took, and the requests whose people this one gave it back to. */
  readonly back?: readonly string[];
  readonly takers?: readonly string[];
  /** What stands in the place of all that is recorded: another process was earlier. */
  readonly earlier?: readonly SentMessage[];
  /** False: the store does not know the request. */
  readonly isStored?: false;
};

/** One round of telling, a minute past noon: what Slack is asked, what is stored, and what is thrown. */
export async function tell(of: Request, { sent = usual, own = {}, ...rest }: Round = {}) {
  const { called, messenger } = messengerOf(own);
  const stored = [...sent];
  const shown: string[] = [];
  const { store, saved } = keeping(
    rest.isStored === false ? [] : [of],
    {
      listMessages: async () => [...stored],
      listItems: async () => {
        if (!rest.items) throw new Error('the items are not to be read');
        return rest.items;
      },
      listApproversSince: async () => [],
      listBackAgain: async () => rest.back ?? [],
      listTakers: async () => rest.takers ?? [],
    },
    {
      async recordMessage(one) {
        stored.push(...(rest.earlier ?? [one]));
        return rest.earlier === undefined;
      },
      async recordShown({ kind }, version) {
        shown.push(`${kind} ${version}`);
      },
    },
  );
  const people = { ...peopleOf({ [rita]: {}, [alan]: {}, [bea]: {} }, [alan, bea]), ...rest.people };
  const ports = {
    store,
    messenger,
    people,
    workfront: workfrontOf([]),
    now: () => rest.at ?? minutesAfterNoon(1),
  };
  const thrown = await notify(ports, policyWith(rest.policy), of.id, rest.repair ?? false).then(
    () => null,
    (error: unknown) => error,
  );
  return {
    called,
    thrown,
    shown,
    saved,
    recorded: stored.slice(sent.length),
    jobs: saved.flatMap(({ jobs = [] }) => jobs),
    undelivered: saved.flatMap(({ audit = [] }) =>
      audit.map((entry) => (entry.event === 'message_not_delivered' ? entry.data : null)),
    ),
  };
}

export const gone = new DeliveryError('channel_not_found', { permanent: true });
export const away = new DeliveryError('http_503', { permanent: false });

/** Slack asks to wait. */
export function busy(retryAfterMs: number): DeliveryError {
  return new DeliveryError('ratelimited', { permanent: false, retryAfterMs });
}
