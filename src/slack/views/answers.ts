import type { Texts } from '../../i18n/en.ts';
import type { Request } from '../../requests/request.ts';
import type { Question } from '../../usecases/find-users.ts';
import { actions } from '../ids.ts';
import { limits, mention, moment, safe } from '../text.ts';
import { aside, note, plain, section, type Content } from './blocks.ts';

/** The requester's private answer: asked, and here is the message. `link`: null if it was not posted. */
export function submittedAnswer(request: Request, link: string | null, texts: Texts): Content {
  const name = `*${targetNames(request)}*`;
  if (link === null) return note(texts.command.notPosted(name, request.id));
  const content = note(texts.command.submitted(name, link, request.id));
  if (request.dryRun) content.blocks.push(aside(texts.dryRun));
  if (request.state !== 'pending') return content;
  const withdraw = {
    type: 'button',
    action_id: actions.cancel,
    text: plain(texts.confirm.cancel, limits.button),
    value: request.id,
  } as const;
  return { ...content, blocks: [...content.blocks, { type: 'actions', elements: [withdraw] }] };
}

/** Requests as a list, a line each; `requests` are few enough for one message. */
export function requestList(
  requests: readonly Request[],
  title: string,
  empty: string,
  texts: Texts,
): Content {
  if (requests.length === 0) return note(empty);
  const lines = requests.map((request) =>
    texts.command.listed(
      request.id,
      request.action,
      targetNames(request),
      texts.state[request.state],
      mention(request.requester),
      moment(request.createdAt),
    ),
  );
  return { text: title, blocks: [`*${title}*`, ...lines].map(section) };
}

/** The private answer to a withdrawal. */
export function cancelledAnswer(request: Request, texts: Texts): Content {
  return note(texts.command.cancelled(`*${targetNames(request)}*`, request.id));
}

/** What is being looked up, said at once. */
export function lookingUp(
  { question, asked }: { readonly question: Question; readonly asked: string },
  texts: Texts,
): string {
  const who = question.by === 'slack_user' ? mention(question.slackUserId) : `*${safe(asked)}*`;
  return texts.command.lookingUp(who);
}

/** The names of the people a request is about, for a sentence. */
function targetNames(request: Request): string {
  return request.targets.map(({ user }) => safe(user.name)).join(', ');
}
