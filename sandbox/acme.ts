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

function person(id: string, name: string, role: string, locale: string, timeZone: string): Person {
  const email = `${name.toLowerCase().replace(' ', '.')}@acme.example`;
  return { id, name, email, locale, timeZone, role };
}

export const people = {
  rita: person('U01RITA', 'Rita Olsen', 'IT requester', 'en-US', 'America/New_York'),
  alan: person('U01ALAN', 'Alan Park', 'Approver', 'en-US', 'America/Los_Angeles'),
  bea: person('U01BEA', 'Bea Lindqvist', 'Approver, may ask too', 'sv-SE', 'Europe/Stockholm'),
  oscar: person('U01OSCAR', 'Oscar Meyer', 'Outsider', 'de-DE', 'Europe/Berlin'),
  tyler: person('U01TYLER', 'Tyler Reid', 'The leaver', 'en-US', 'America/Chicago'),
  mina: person('U01MINA', 'Mina Kang', 'Audit reader', 'ko-KR', 'Asia/Seoul'),
} as const;

/** Slack ids of the channels. `#it-help` is public, the other two are private and hold the bot. */
export const channels = {
  itHelp: { id: 'C01ITHELP', name: 'it-help', isPrivate: false },
  approvals: { id: 'C01APPROVALS', name: 'wf-approvals', isPrivate: true },
  audit: { id: 'C01AUDIT', name: 'wf-audit', isPrivate: true },
} as const;

/** The user group that may approve: Alan and Bea. */
export const approversGroup = { id: 'S01APPROVERS', handle: 'wf-approvers' } as const;
