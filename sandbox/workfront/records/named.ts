import { people, type Person } from '../../acme.ts';
import type { Directory } from './directory.ts';
import { accessLevels, idFor, type UserDraft } from './user.ts';

const day = 86_400_000;

/** ID of a group, for `homeGroupID`. */
export function groupId(name: string): string {
  return idFor(`group ${name}`);
}

function person(name: string): string {
  return idFor(`person ${name}`);
}

/** IDs of the users whom the tests and the demo speak of by name; the same in every run. */
export const named = {
  rita: person('rita'),
  alan: person('alan'),
  bea: person('bea'),
  oscar: person('oscar'),
  /** The leaver: an active ordinary user with a manager, a title, a home group, and much work. */
  tyler: person('tyler'),
  mina: person('mina'),
  jordanLee: person('jordanLee'),
  morganLee: person('morganLee'),
  administrator: person('administrator'),
  /** Was deactivated months ago. */
  inactive: person('inactive'),
  /** E-mail address and username differ in case. */
  caseDiffers: person('caseDiffers'),
  /** The address people know is the username; the e-mail address is another one. */
  usernameOnly: person('usernameOnly'),
  /** Two people whose e-mail addresses differ in case alone. */
  twinUpper: person('twinUpper'),
  twinLower: person('twinLower'),
  /** Has a name made of Slack markup. */
  markup: person('markup'),
  /** Active, with a date in the future on which Workfront will deactivate the account. */
  scheduled: person('scheduled'),
  /** Invited and never activated: inactive, yet nobody deactivated this person. */
  newUser: person('newUser'),
  /** Whom all of the sandbox's credentials belong to. */
  apiUser: person('apiUser'),
  /** Holds the customer's Admin Email: Workfront refuses to deactivate this user. */
  adminEmail: person('adminEmail'),
} as const;

function drafts(now: number): readonly UserDraft[] {
  const days = (count: number): Date => new Date(now + count * day);
  const it = { homeGroupID: groupId('IT') };
  const creative = { homeGroupID: groupId('Creative') };
  const administrator = {
    isAdmin: true,
    accessLevelID: idFor(accessLevels.administrator.name),
    ...it,
    entryDate: days(-1500),
    lastLoginDate: days(-1),
  };
  const acme = (ID: string, { name, email: emailAddr }: Person, draft: Partial<UserDraft>): UserDraft => ({
    ID,
    name,
    emailAddr,
    entryDate: days(-900),
    lastLoginDate: days(-2),
    ...draft,
  });
  return [
    { ID: named.administrator, name: 'Dana Whitfield', title: 'Workfront Administrator', ...administrator },
    {
      ID: named.adminEmail,
      name: 'Acme Workfront Owner',
      emailAddr: 'workfront-owner@acme.example',
      ...administrator,
    },
    {
      ID: named.apiUser,
      name: 'Deactivation Bot',
      emailAddr: 'deactivation-bot@acme.example',
      ...administrator,
    },

    acme(named.bea, people.bea, { title: 'Head of Studio', ...creative }),
    acme(named.rita, people.rita, { title: 'IT Support Specialist', managerID: named.alan, ...it }),
    acme(named.alan, people.alan, { title: 'IT Manager', ...it }),
    acme(named.oscar, people.oscar, { title: 'Account Manager', homeGroupID: groupId('Sales') }),
    acme(named.tyler, people.tyler, {
      title: 'Senior Designer',
      managerID: named.bea,
      ...creative,
      homeTeamID: idFor('team Brand Design'),
    }),
    acme(named.mina, people.mina, { title: 'Compliance Analyst', homeGroupID: groupId('Finance') }),

    { ID: named.jordanLee, name: 'Jordan Lee', title: 'Producer', lastLoginDate: days(-4) },
    { ID: named.morganLee, name: 'Morgan Lee', title: 'Copywriter', lastLoginDate: days(-1) },
    {
      ID: named.inactive,
      name: 'Priya Nair',
      title: 'Project Manager',
      isActive: false,
      lastLoginDate: days(-140),
      actualDeactivationDate: days(-120),
    },
    {
      ID: named.caseDiffers,
      name: 'Casey Moss',
      emailAddr: 'Casey.Moss@Acme.example',
      username: 'casey.moss@ACME.example',
    },
    {
      ID: named.usernameOnly,
      name: 'Pat Quinn',
      emailAddr: 'pat@quinn-studio.example',
      username: 'pat.quinn@acme.example',
    },
    { ID: named.twinUpper, name: 'Sam Dupont', emailAddr: 'Sam.Dupont@acme.example' },
    { ID: named.twinLower, name: 'Sam Dupont', emailAddr: 'sam.dupont@acme.example' },
    {
      ID: named.markup,
      name: '<!channel> *Zed* & <https://evil.example|Marker>',
      firstName: '<!channel> *Zed*',
      lastName: '& <https://evil.example|Marker>',
      emailAddr: 'zed.marker@acme.example',
      title: '<@U01ALAN> _boss_',
    },
    { ID: named.scheduled, name: 'Noor Haddad', title: 'Intern', scheduledDeactivationDate: days(12) },
    { ID: named.newUser, name: 'Finn Jarvis', isActive: false, entryDate: days(-3) },
  ];
}

/** Adds everybody in `named`; dates are counted from `now`. */
export function addNamedUsers(directory: Directory, now: Date): void {
  for (const draft of drafts(now.getTime())) directory.add({ companyID: idFor('Acme'), ...draft });
}
