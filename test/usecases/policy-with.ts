import { parseConfig } from '../../src/config.ts';
import type { Policy } from '../../src/requests/policy.ts';
import { leastEnvironment } from '../support/environment.ts';

/** The rules of an ordinary installation, and some others. */
export function policyWith(changes: Partial<Policy> = {}): Policy {
  const { policy } = parseConfig({
    ...leastEnvironment,
    APPROVERS: 'U01ALAN',
    // Here one approval is enough for any number of people.
    BULK_BRAKE: '1000',
  });
  return { ...policy, ...changes };
}
