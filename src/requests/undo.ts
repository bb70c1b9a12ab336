/** What a deactivation can be taken back by, and how it is seen whether somebody is as before. */
import type { Kept } from './items.ts';
import { keptField, type Difference, type KeptField, type Request, type Target } from './request.ts';

const undoForMs = 24 * 3_600_000;

/** The people whom a deactivation took the access from. */
export function changedBy(request: Pick<Request, 'action' | 'targets'>): readonly Target[] {
  if (request.action !== 'deactivate') return [];
  return request.targets.filter(({ outcome }) => outcome.result === 'done');
}

/** Until when a deactivation can be taken back by a click; null: there is nothing to take back. */
export function undoUntil(
  request: Pick<Request, 'action' | 'targets' | 'finishedAt' | 'dryRun'>,
): Date | null {
  const { finishedAt, dryRun } = request;
  if (!finishedAt || dryRun || changedBy(request).length === 0) return null;
  return new Date(finishedAt.getTime() + undoForMs);
}

/** What of a person is not as it was. Names alone do not count where ids are told. */
export function differencesOf(before: Kept, now: Kept): readonly Difference[] {
  return keptField.options.flatMap((field) => {
    const same = isSame(before, now, field);
    return same ? [] : [{ field, before: before[field], now: now[field] }];
  });
}

function isSame(before: Kept, now: Kept, field: KeptField): boolean {
  const [one, other] = [before[idOf[field]], now[idOf[field]]];
  return one === null && other === null ? before[field] === now[field] : one === other;
}

const idOf = {
  accessLevel: 'accessLevelId',
  homeGroup: 'homeGroupId',
  homeTeam: 'homeTeamId',
  manager: 'managerId',
} as const satisfies Record<KeptField, keyof Kept>;
