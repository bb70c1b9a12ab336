/**
 * Acme, the made-up company that the demo and the tests play in: the people of its Slack workspace.
 * The same persons exist in the sandbox's Workfront directory, under the same e-mail addresses.
 */
export type Person = {
  /** Slack user id. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** Slack locale, such as `de-DE`. */
  readonly locale: string;
  /** IANA time zone. */
  readonly timeZone: string;
  /** What the person does here, in a few words. */
  readonly role: string;
};

export const people = {
  rita: {
    id: 'U01RITA',
    name: 'Rita Olsen',
    email: 'rita.olsen@acme.example',
    locale: 'en-US',
    timeZone: 'America/New_York',
    role: 'IT requester',
  },
  alan: {
    id: 'U01ALAN',
    name: 'Alan Park',
    email: 'alan.park@acme.example',
    locale: 'en-US',
    timeZone: 'America/Los_Angeles',
    role: 'Approver',
  },
  bea: {
    id: 'U01BEA',
    name: 'Bea Lindqvist',
    email: 'bea.lindqvist@acme.example',
    locale: 'sv-SE',
    timeZone: 'Europe/Stockholm',
    role: 'Approver, may ask too',
  },
  oscar: {
    id: 'U01OSCAR',
    name: 'Oscar Meyer',
    email: 'oscar.meyer@acme.example',
    locale: 'de-DE',
    timeZone: 'Europe/Berlin',
    role: 'Outsider',
  },
  tyler: {
    id: 'U01TYLER',
    name: 'Tyler Reid',
    email: 'tyler.reid@acme.example',
    locale: 'en-US',
    timeZone: 'America/Chicago',
    role: 'The leaver',
  },
  mina: {
    id: 'U01MINA',
    name: 'Mina Kang',
    email: 'mina.kang@acme.example',
    locale: 'ko-KR',
    timeZone: 'Asia/Seoul',
    role: 'Audit reader',
  },
} as const satisfies Record<string, Person>;

/** Slack ids of the channels. `#it-help` is public, the other two are private and hold the bot. */
export const channels = {
  itHelp: { id: 'C01ITHELP', name: 'it-help', isPrivate: false },
  approvals: { id: 'C01APPROVALS', name: 'wf-approvals', isPrivate: true },
  audit: { id: 'C01AUDIT', name: 'wf-audit', isPrivate: true },
} as const;

/** The user group that may approve: Alan and Bea. */
export const approversGroup = { id: 'S01APPROVERS', handle: 'wf-approvers' } as const;
