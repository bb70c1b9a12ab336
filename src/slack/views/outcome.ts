import type { Texts } from '../../i18n/en.ts';
import { date, joined, user as userPart, type Line } from '../../i18n/line.ts';
import {
  isAsWished,
  isSettled,
  latenessOf,
  waitsForItsDate,
  wantedTargets,
  type Request,
  type Target,
} from '../../requests/request.ts';
import { brief } from './blocks.ts';
import { addressOf, nameAndAddress } from './person.ts';
import { differencesInWords } from './short-outcome.ts';

/** The state of a request now, in few words: the heading of its card and of its result. */
export function headingOf(whole: Request, { heading }: Texts): string {
  const request = withoutLeftOut(whole);
  const { action, state, dryRun } = request;
  const who = whoOf(request, heading);
  const isOne = request.targets.length === 1;
  switch (state) {
    case 'pending':
      return marked(heading.pending(action, who));
    case 'approved':
      return marked(heading[waitsForItsDate(request) ? 'scheduled' : 'running'](action, who));
    case 'executing':
      return marked(heading.running(action, who));
    case 'done':
      return dryRun ? heading.dryRunEnded(action, who) : heading[isOne ? 'done' : 'doneMany'](action, who);
    case 'failed': {
      const done = request.targets.filter((target) => isAsWished(target, request)).length;
      return marked(done > 0 ? heading.partly(action, who, done) : heading.failed(action, who));
    }
    case 'cancelled':
      return marked(heading[request.decision?.stopped ? 'stopped' : 'cancelled'](action, who));
    case 'denied':
    case 'expired':
      return marked(heading[state](action, who));
    default:
      return state satisfies never;
  }

  function marked(title: string): string {
    return dryRun ? heading.dryRun(title) : title;
  }
}

/** Whom a request is about: the name of one, or how many. */
export function whoOf({ targets }: Pick<Request, 'targets'>, { people }: Texts['heading']): string {
  const [first] = targets;
  if (!first || targets.length > 1) return people(targets.length);
  return brief(first.user.name) || first.user.id;
}

/** How far the request is, in words; empty while it waits for a decision. */
export function statusLines(request: Request, texts: Texts, now: Date): readonly Line[] {
  const { state, decision } = request;
  const { status } = texts;
  const by = decision?.by ? userPart(decision.by) : '–';
  const when = date(decision?.at ?? request.createdAt);
  switch (state) {
    case 'pending':
      return request.reopened ? [status.reopened[request.reopened.reason]] : [];
    case 'approved':
      return [
        request.runAt
          ? status.scheduled(approversOf(request), date(request.runAt, 'full'))
          : status.starting(approversOf(request)),
      ];
    case 'executing':
      return [...executing(request, texts, now), ...late(request, texts), ...progress(request, texts)];
    case 'done':
    case 'failed':
      return [...settled(request, texts), ...late(request, texts)];
    case 'denied': {
      const denied = status.denied(by, when);
      return decision?.reason ? [denied, status.deniedReason(brief(decision.reason, 1500))] : [denied];
    }
    case 'cancelled': {
      if (!decision?.stopped) return [status.cancelled(by, when)];
      const stopped = status.stopped(by, when);
      return decision.reason ? [stopped, status.stoppedReason(brief(decision.reason, 1500))] : [stopped];
    }
    case 'expired':
      return [status.expired(when)];
    default:
      return state satisfies never;
  }
}

/** Everybody who approved, by mention. */
export function approversOf({ approvals }: Pick<Request, 'approvals'>): Line {
  return joined(
    approvals.map(({ approver }) => userPart(approver)),
    ', ',
  );
}

function executing(request: Request, texts: Texts, now: Date): readonly Line[] {
  const trouble = troubleLine(request, texts, now);
  const approvers = approversOf(request);
  return trouble ? [trouble, texts.status.approvedBy(approvers)] : [texts.status.running(approvers)];
}

/** Why the request does not go on, and when it is tried again; null while it does. */
export function troubleLine({ trouble }: Request, texts: Texts, now: Date): Line | null {
  const { status } = texts;
  if (!trouble) return null;
  const words: { readonly [code: string]: string } = texts.trouble;
  const seconds = Math.ceil((trouble.nextTryAt.getTime() - now.getTime()) / 1000);
  const isSoon = seconds < 60;
  const next = isSoon ? status.inSeconds(Math.max(1, seconds)) : [date(trouble.nextTryAt)];
  return status.trouble(words[trouble.code] ?? texts.trouble.other, next);
}

const worthTellingMs = 5 * 60_000;

function late(request: Request, texts: Texts): readonly Line[] {
  if (!request.runAt || latenessOf(request) < worthTellingMs) return [];
  return [texts.status.late(date(request.runAt))];
}

/** How many of many are through. */
function progress(request: Request, { status }: Texts): readonly Line[] {
  const { targets } = request;
  if (targets.length === 1) return [];
  const notDone = targets
    .filter(({ outcome }) => isSettled(outcome))
    .filter((target) => !isAsWished(target, request));
  const counts = request.dryRun ? status.dryCounts : status.counts;
  return [
    counts(targets.filter((target) => isAsWished(target, request)).length, targets.length, notDone.length),
  ];
}

const mostTold = 20;

/** What became of the one person, or of many: how many, and everybody who was not done, with the reason. */
function settled(request: Request, texts: Texts): readonly Line[] {
  const [only, another] = request.targets;
  if (only && !another) return outcomeLines(request, only, addressOf(only.user), texts);
  const notDone = request.targets.filter((target) => !isAsWished(target, request));
  const told = notDone
    .slice(0, mostTold)
    .flatMap((target) => outcomeLines(request, target, nameAndAddress(target.user, 40), texts));
  const more = notDone.length > mostTold ? [texts.outcome.moreNotDone(notDone.length - mostTold)] : [];
  const different = request.targets.flatMap((target) =>
    differenceLines(target, nameAndAddress(target.user, 40), texts),
  );
  return [...progress(request, texts), ...told, ...more, ...different.slice(0, mostTold)];
}

function outcomeLines(request: Request, target: Target, who: string, texts: Texts): readonly Line[] {
  const { action } = request;
  const { outcome } = target;
  switch (outcome.result) {
    case 'waiting':
    case 'sending':
      return [];
    case 'done':
      return [
        texts.outcome.done(action, who, date(request.finishedAt ?? request.createdAt)),
        ...accessLevel(target, texts),
        ...differenceLines(target, who, texts),
      ];
    case 'already':
      return [texts.outcome.already(action, who, outcome.since && date(outcome.since))];
    case 'skipped':
      return [texts.outcome.skipped[outcome.reason](who)];
    case 'failed':
      return [texts.outcome.failed[outcome.reason](action, who, brief(outcome.detail, 300))];
    default:
      return outcome satisfies never;
  }
}

/** What is not as it was before the access was taken. */
function differenceLines({ outcome }: Target, who: string, texts: Texts): readonly Line[] {
  const words = differencesInWords(outcome, texts);
  return words.length === 0 ? [] : [texts.outcome.different(who, words.join('; '))];
}

/** Which access level somebody has after a reactivation, and which they had before. */
function accessLevel({ user, outcome }: Target, { outcome: words }: Texts): readonly Line[] {
  if (outcome.result !== 'done' || outcome.accessLevel === undefined) return [];
  // Told with what else is different.
  if (outcome.different?.some(({ field }) => field === 'accessLevel')) return [];
  const now = brief(outcome.accessLevel ?? '');
  const before = brief(user.accessLevel ?? '');
  if (now === '') return [words.noLevel];
  if (before === '') return [words.level(now)];
  return [now === before ? words.levelAsBefore(now) : words.levelChanged(now, before)];
}

/** The request without those who were left out of it before it was decided. */
export function withoutLeftOut(request: Request): Request {
  return { ...request, targets: wantedTargets(request) };
}

/** The request without those who have their access again: nothing is left to do or to undo about them. */
export function withoutBack(request: Request, back: readonly string[]): Request {
  return { ...request, targets: request.targets.filter(({ user }) => !back.includes(user.id)) };
}

/** That people have their access again; nothing as long as nobody has. */
export function backLines(request: Request, back: readonly string[], { status }: Texts): readonly Line[] {
  const { length } = request.targets;
  const again = length - withoutBack(request, back).targets.length;
  return again === 0 ? [] : [status.back(again, length)];
}
