import * as z from 'zod';

import { ApiError } from '../errors.ts';
import type { Habits } from '../habits.ts';
import type { DirectoryKeeper } from '../records/directory.ts';
import { named } from '../records/named.ts';
import type { User } from '../records/user.ts';
import type { Rights } from './access.ts';
import { notFound, type Change } from './writes.ts';

/** A changed user, stored nowhere. Throws the ApiError of a change that is refused. */
export function changedUser(
  id: string,
  change: Change,
  context: {
    readonly directory: DirectoryKeeper;
    readonly rights: Rights;
    readonly habits: Habits;
    readonly now: Date;
  },
): User {
  const { directory, rights, habits, now } = context;
  if (!rights.mayEditUsers) throw new ApiError(403);
  const user = directory.users.get(id);
  if (user === undefined) throw notFound('User', id);
  if (user.ID === named.adminEmail && change['isActive'] === false) {
    throw new ApiError(422, 'The main administrator (Admin Email) cannot be deactivated.');
  }
  if (
    habits.reactivation === 'needs access level' &&
    change['isActive'] === true &&
    !user.isActive &&
    change['accessLevelID'] === undefined
  ) {
    throw new ApiError(422, 'An access level is required to activate a user.');
  }
  try {
    return directory.changed(user, { ...change, lastUpdateDate: now, lastUpdatedByID: named.apiUser });
  } catch (error) {
    if (error instanceof z.ZodError) throw new ApiError(422, 'Invalid data', { cause: error.message });
    throw error;
  }
}
