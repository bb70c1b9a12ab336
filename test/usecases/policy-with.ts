import { parseConfig } from '../../src/config.ts';
import type { Policy } from '../../src/requests/policy.ts';

/** The rules of an ordinary installation, and some others. */
export function policyWith(changes: Partial<Policy> = {}): Policy {
  const { policy } = parseConfig({
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_APP_TOKEN: 'xapp-1',
    WORKFRONT_URL: 'https://acme.my.workfront.adobe.com',
    WORKFRONT_API_KEY: 'k1',
    APPROVAL_CHANNEL: 'C01APPROVALS',
    AUDIT_CHANNEL: 'C01AUDIT',
    REQUESTERS: 'U01RITA',
    APPROVERS: 'U01ALAN',
    // Here one approval is enough for any number of people.
    BULK_BRAKE: '1000',
  });
  return { ...policy, ...changes };
}
