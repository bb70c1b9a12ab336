import * as z from 'zod';

import { ApiError } from '../errors.ts';
import type { Habits } from '../habits.ts';
import type { Directory } from '../records/directory.ts';
import { named } from '../records/named.ts';
import type { User } from '../records/user.ts';
import type { Change } from './writes.ts';

/** A changed user, stored nowhere. Throws the ApiError of a change that is refused. */
export function changedUser(
  user: User,
  change: Change,
  context: { readonly directory: Directory; readonly habits: Habits; readonly now: Date },
): User {
  const { directory, habits, now } = context;
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
