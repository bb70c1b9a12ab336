import type { Texts } from '../../i18n/en.ts';
import { latenessOf, type Request, type Target } from '../../requests/request.ts';
import { mention, moment, safe } from '../text.ts';

/** How far the request is, in words; empty while it waits for a decision. */
export function statusLines(request: Request, texts: Texts): readonly string[] {
  const { state, decision } = request;
  const by = decision?.by ? mention(decision.by) : '';
  const when = decision ? moment(decision.at) : '';
  switch (state) {
    case 'pending':
      return request.reopened ? [texts.status.reopened[request.reopened.reason]] : [];
    case 'approved':
      return [request.runAt ? texts.status.waitsForDate(moment(request.runAt)) : texts.status.approved];
    case 'executing':
      return [executing(request, texts), ...late(request, texts), ...settled(request, texts)];
    case 'done':
    case 'failed':
      return [...settled(request, texts), ...late(request, texts)];
    case 'denied': {
      const denied = texts.status.denied(by, when);
      return decision?.reason ? [denied, texts.status.deniedReason(safe(decision.reason, 1500))] : [denied];
    }
    case 'cancelled':
      return [texts.status.cancelled(by, when)];
    case 'expired':
      return [texts.status.expired(when)];
    default:
      return state satisfies never;
  }
}

/** The names of the people a request is about, for a sentence. */
export function targetNames(request: Request): string {
  return request.targets.map(({ user }) => safe(user.name)).join(', ');
}

function executing({ trouble }: Request, texts: Texts): string {
  if (!trouble) return texts.status.executing;
  const words: { readonly [code: string]: string } = texts.trouble;
  return texts.status.trouble(words[trouble.code] ?? texts.trouble.other, moment(trouble.nextTryAt));
}

const worthTellingMs = 5 * 60_000;

function late(request: Request, texts: Texts): readonly string[] {
  if (!request.runAt || latenessOf(request) < worthTellingMs) return [];
  return [texts.status.late(moment(request.runAt))];
}

function settled(request: Request, texts: Texts): readonly string[] {
  return request.targets.flatMap((target) => {
    const line = outcomeLine(request, target, texts);
    return line === null ? [] : [line];
  });
}

function outcomeLine(request: Request, { user, outcome }: Target, texts: Texts): string | null {
  const name = `*${safe(user.name)}*`;
  switch (outcome.result) {
    case 'waiting':
    case 'sending':
      return null;
    case 'done':
      return texts.outcome.done(request.action, name, moment(request.finishedAt ?? request.createdAt));
    case 'already':
      return texts.outcome.already(request.action, name, outcome.since && moment(outcome.since));
    case 'skipped':
      return texts.outcome.skipped[outcome.reason](name);
    case 'failed':
      return texts.outcome.failed[outcome.reason](request.action, name, safe(outcome.detail, 300));
    default:
      return outcome satisfies never;
  }
}
