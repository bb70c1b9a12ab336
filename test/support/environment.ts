/** The least that a configuration needs. */
export const leastEnvironment = {
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_APP_TOKEN: 'xapp-1',
  WORKFRONT_URL: 'https://acme.my.workfront.adobe.com',
  WORKFRONT_API_KEY: 'k1',
  APPROVAL_CHANNEL: 'C01APPROVALS',
  AUDIT_CHANNEL: 'C01AUDIT',
  REQUESTERS: 'U01RITA',
  APPROVERS: 'S01APPROVERS',
};
