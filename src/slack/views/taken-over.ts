import type { Texts } from '../../i18n/en.ts';
import { joined, user as person } from '../../i18n/line.ts';
import { isHoldingKind, type Held } from '../../requests/holdings.ts';
import type { Item } from '../../requests/items.ts';
import type { Request, WorkfrontUser } from '../../requests/request.ts';
import { actions } from '../ids.ts';
import { aside, brief, button, paragraph, summary, type Block, type Content } from './blocks.ts';
import { kindsPiece, thingLine } from './holdings.ts';
import { csvTable } from './table.ts';

const mostTold = 30;

/** What is somebody's now, for them: who decided it, and a link to each. */
export function takenOverMessage(
  request: Request,
  {
    from: leavers,
    things,
  }: {
    readonly from: readonly WorkfrontUser[];
    readonly things: readonly Pick<Held, 'kind' | 'name' | 'link'>[];
  },
  texts: Texts,
): Content {
  const { takenOver } = texts.holdings;
  const names = leavers.map(({ name }) => brief(name, 60));
  const from = names.length > 3 ? `${names.slice(0, 3).join(', ')} …` : names.join(', ');
  const heading = takenOver.heading(things.length, from);
  const approvers = request.approvals.map(({ approver }) => person(approver));
  const asked = person(request.requester);
  const why =
    approvers.length > 0 ? takenOver.why(asked, joined(approvers, ', ')) : takenOver.whyAlone(asked);
  const listed = things
    .slice(0, mostTold)
    .map((thing) => thingLine(thing, texts.holdings.kind[thing.kind], texts));
  const hasMore = things.length > mostTold;
  const kinds = kindsPiece(
    things.map(({ kind }) => ({ kind, count: 1 })),
    texts,
  );
  // Where others took something over too, the list of all would show them each other's.
  const isAlone = new Set(request.targets.map(({ successor }) => successor?.id)).size === 1;
  const left = things.length - mostTold;
  const more = hasMore ? [isAlone ? takenOver.moreInDetails(left) : takenOver.more(left)] : [];
  const details = button(actions.details, texts.holdings.details, request.id);
  const buttons: Block[] = hasMore && isAlone ? [{ type: 'actions', elements: [details] }] : [];
  return {
    text: summary([heading]),
    blocks: [
      paragraph([heading, why, ...(hasMore ? [takenOver.kinds(kinds)] : []), ...listed, ...more]),
      aside([{ kind: 'text', text: texts.confirm.id(request.id) }]),
      ...buttons,
    ],
  };
}

type Columns = Texts['holdings']['table']['columns'];

/** Everything that was to change hands, as a table. */
export function handOverTable(request: Request, items: readonly Item[], { holdings }: Texts): string {
  const names = namesIn(request);
  const columns: readonly (keyof Columns)[] = [
    'kind',
    'id',
    'name',
    'from',
    'to',
    'result',
    'reason',
    'detail',
    'link',
  ];
  const rows = items.map((item): Readonly<Record<keyof Columns, string>> => {
    const { outcome } = item;
    return {
      kind: isHoldingKind(item.kind) ? holdings.kind[item.kind] : item.kind,
      id: item.objectId,
      name: item.name,
      from: names.get(String(item.from)) ?? String(item.from ?? ''),
      to: names.get(String(item.to)) ?? String(item.to ?? ''),
      result: resultWord(item, holdings.result),
      reason: 'reason' in outcome ? holdings.why[outcome.reason] : '',
      detail: outcome.result === 'failed' ? outcome.detail : '',
      link: item.link ?? '',
    };
  });
  return csvTable(columns, holdings.table.columns, rows);
}

function resultWord({ outcome }: Item, words: Texts['holdings']['result']): string {
  return outcome.result === 'skipped' || outcome.result === 'failed' ? words.stays : words[outcome.result];
}

/** Name and address of everybody in the request, by Workfront id; of managers, who can get a successor, the name. */
function namesIn({ targets }: Request): ReadonlyMap<string, string> {
  const everybody = targets.flatMap(({ user, successor }) => (successor ? [user, successor] : [user]));
  return new Map([
    ...everybody.map(({ manager, managerId }) => [managerId ?? '', manager ?? managerId ?? ''] as const),
    ...everybody.map(({ id, name, email }) => [id, email ? `${name} (${email})` : name] as const),
  ]);
}
