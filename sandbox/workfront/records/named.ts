import { people } from '../../acme.ts';
import { groupId, idFor, levelOf, type Directory } from './user.ts';

const day = 86_400_000;

/** What is told of a person; a number is a date so many days from now. */
type Values = Readonly<Record<string, string | number | boolean>>;
type Told = Values & { readonly name: string };

const cast: Told[] = [];

const idOf = (key: string): string => idFor(`person ${key}`);

/** Notes what is told of a person, and gives the ID. */
function person(key: string, told: Told): string {
  const ID = idOf(key);
  cast.push({ ID, ...told });
  return ID;
}

/** Notes somebody who is in Acme's Slack as well. */
function colleague(key: keyof typeof people, title: string, group: string, more: Values = {}): string {
  const { name, email: emailAddr } = people[key];
  const dates = { entryDate: -900, lastLoginDate: -2 };
  return person(key, { name, emailAddr, title, homeGroupID: groupId(group), ...dates, ...more });
}

const administrator = {
  isAdmin: true,
  ...levelOf('administrator'),
  homeGroupID: groupId('IT'),
  entryDate: -1500,
  lastLoginDate: -1,
};

/** IDs of the users whom the tests and the demo speak of by name; the same in every run. */
export const named = {
  administrator: person('administrator', {
    name: 'Dana Whitfield',
    title: 'Workfront Administrator',
    ...administrator,
  }),
  /** Holds the customer's Admin Email: Workfront refuses to deactivate this user. */
  adminEmail: person('adminEmail', {
    name: 'Acme Workfront Owner',
    emailAddr: 'workfront-owner@acme.example',
    ...administrator,
  }),
  /** Whom all of the sandbox's credentials belong to. */
  apiUser: person('apiUser', {
    name: 'Deactivation Bot',
    emailAddr: 'deactivation-bot@acme.example',
    ...administrator,
  }),
  bea: colleague('bea', 'Head of Studio', 'Creative'),
  rita: colleague('rita', 'IT Support Specialist', 'IT', { managerID: idOf('alan') }),
  alan: colleague('alan', 'IT Manager', 'IT'),
  oscar: colleague('oscar', 'Account Manager', 'Sales'),
  /** The leaver: an active ordinary user with a manager, a title, a home group, and much work. */
  tyler: colleague('tyler', 'Senior Designer', 'Creative', {
    managerID: idOf('bea'),
    homeTeamID: idFor('team Brand Design'),
  }),
  mina: colleague('mina', 'Compliance Analyst', 'Finance'),
  jordanLee: person('jordanLee', { name: 'Jordan Lee', title: 'Producer', lastLoginDate: -4 }),
  morganLee: person('morganLee', { name: 'Morgan Lee', title: 'Copywriter', lastLoginDate: -1 }),
  /** Was deactivated months ago. */
  inactive: person('inactive', {
    name: 'Priya Nair',
    title: 'Project Manager',
    isActive: false,
    lastLoginDate: -140,
    actualDeactivationDate: -120,
  }),
  /** E-mail address and username differ in case. */
  caseDiffers: person('caseDiffers', {
    name: 'Casey Moss',
    emailAddr: 'Casey.Moss@Acme.example',
    username: 'casey.moss@ACME.example',
  }),
  /** The address people know is the username; the e-mail address is another one. */
  usernameOnly: person('usernameOnly', {
    name: 'Pat Quinn',
    emailAddr: 'pat@quinn-studio.example',
    username: 'pat.quinn@acme.example',
  }),
  /** Two people whose e-mail addresses differ in case alone. */
  twinUpper: person('twinUpper', { name: 'Sam Dupont', emailAddr: 'Sam.Dupont@acme.example' }),
  twinLower: person('twinLower', { name: 'Sam Dupont', emailAddr: 'sam.dupont@acme.example' }),
  /** Has a name made of Slack markup. */
  markup: person('markup', {
    name: '<!channel> *Zed* & <https://evil.example|Marker>',
    firstName: '<!channel> *Zed*',
    lastName: '& <https://evil.example|Marker>',
    emailAddr: 'zed.marker@acme.example',
    title: '<@U01ALAN> _boss_',
  }),
  /** Active, with a date in the future on which Workfront will deactivate the account. */
  scheduled: person('scheduled', { name: 'Noor Haddad', title: 'Intern', scheduledDeactivationDate: 12 }),
  /** Invited and never activated: inactive, yet nobody deactivated this person. */
  newUser: person('newUser', { name: 'Finn Jarvis', isActive: false, entryDate: -3 }),
} as const;

/** Adds everybody in `named`; dates are counted from `now`. */
export function addNamedUsers(directory: Directory, now: Date): void {
  const dated = (value: string | number | boolean) =>
    typeof value === 'number' ? new Date(now.getTime() + value * day) : value;
  for (const { name, ...told } of cast) {
    const draft = Object.fromEntries(Object.entries(told).map(([field, value]) => [field, dated(value)]));
    directory.add({ name, ...draft });
  }
}
