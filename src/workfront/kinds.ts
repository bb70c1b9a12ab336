/**
 * The one table of what people can hold in Workfront: how each kind is found, named, linked and given to somebody else.
 * Counting, listing, moving, the check at the start and docs/hand-over.md go by it.
 *
 * `certainty` of the request as a whole: `documented` by Adobe; `seen` in public clients; `uncertain`: put together
 * from documented parts, so a Workfront may refuse it; then this kind alone is asked for more simply or switched off.
 * @see https://experienceleague.adobe.com/en/docs/workfront/using/administration-and-setup/add-users/create-manage-users/deactivate-a-user
 * @see https://developer.adobe.com/workfront-apis/api-explorer/
 */
import type { HoldingKind } from '../requests/holdings.ts';
import type { ItemField, ItemKind, ObjectType } from '../requests/items.ts';
import type { Query } from './client.ts';

/** One search: which field names the holder, and what is counted. */
export type Look = { readonly holder: string; readonly only: Query };

/** The address of something behind Workfront's own. */
export type Page = (id: string) => string;

type Moved = {
  readonly type: ObjectType;
  readonly field: ItemField;
  readonly when: 'always' | 'assignments';
};

/** How a kind is asked for. */
type Form = {
  /** What several find is united by id. */
  readonly looks: readonly [Look, ...Look[]];
  /** Where the name is found, and what it belongs to; the first that is not empty. */
  readonly names: readonly string[];
  readonly within: readonly string[];
  /** Of what has no page of its own: fields with the id of something that has one; the first that is not empty. */
  readonly pages: readonly (readonly [field: string, page: Page])[];
  /** Null: only listed. `assignments`: only with HAND_OVER_ASSIGNMENTS. */
  readonly moved: Moved | null;
};

export type Kind = Form & {
  /** Under the API version, without a slash. */
  readonly resource: string;
  /** The field with the id that things are known and changed by, where it is not the row's own. */
  readonly id?: string;
  /** Where one of them is seen, as Adobe's documentation shows it; null: none is known to exist. */
  readonly page: Page | null;
  readonly certainty: 'documented' | 'seen' | 'uncertain';
  /** What is less sure is left out once Workfront refuses it. */
  readonly simpler?: Partial<Form>;
};

const isActive = { isActive: 'true' };
const notNull = (field: string) => ({ [field]: 'x', [`${field}_Mod`]: 'notnull' });
/** Codes can be the customer's own, and `CUR:A` waits for approval; what they equate with is Workfront's. */
const unfinished = (path: string) => ({ [path]: ['CPL', 'DED'], [`${path}_Mod`]: 'notin' });
const current = { 'project:statusEquatesWith': 'CUR' };
/** `DN`: done with the own part, which stays with the leaver as history. */
const notDone = { status: 'DN', status_Mod: 'ne' };
const openTask = {
  ...notDone,
  ...current,
  'task:statusEquatesWith': 'CPL',
  'task:statusEquatesWith_Mod': 'ne',
  ...notNull('taskID'),
};
const openIssue = { ...notDone, 'opTask:isComplete': 'false', ...notNull('opTaskID') };
/** Personal tasks stand in a hidden project that is always current; they are nobody else's business. */
const notPersonal = { 'project:personal': 'true', 'project:personal_Mod': 'ne' };

/**
 * Adobe shows the whole address of a project, a task, an issue and a user, and of the rest that they begin like this.
 * @see https://experienceleague.adobe.com/en/docs/workfront/using/basics/workfront-terminology-glossary
 * @see https://experienceleague.adobe.com/en/docs/workfront/using/reporting/dashboards/creating-dashboards/embed-external-web-page-dashboard
 */
const pageOf = {
  project: (id) => `/project/${id}/overview`,
  task: (id) => `/task/${id}/overview`,
  issue: (id) => `/issue/${id}/overview`,
  user: (id) => `/user/${id}/details`,
  template: (id) => `/template/${id}`,
  portfolio: (id) => `/portfolio/${id}`,
  program: (id) => `/program/${id}`,
  team: (id) => `/team/${id}`,
  iteration: (id) => `/iteration/${id}`,
} as const satisfies Record<string, Page>;

const plain = { within: [], pages: [], page: null, moved: null } as const;

/** Of something with an owner. */
function owned(resource: keyof typeof pageOf, type: ObjectType, only: Query = {}): Kind {
  const moved = { type, field: 'ownerID', when: 'always' } as const;
  const looks = [{ holder: 'ownerID', only }] as const;
  const simpler = only === isActive && { simpler: { looks: [{ holder: 'ownerID', only: {} }] as const } };
  const rest = { ...simpler, certainty: 'documented' } as const;
  return { ...plain, resource, looks, names: ['name'], page: pageOf[resource], moved, ...rest };
}

/** Of something with a name that only a person can see to. */
function listed(resource: string, holder: string, certainty: Kind['certainty'] = 'documented'): Kind {
  return { ...plain, resource, looks: [{ holder, only: {} }], names: ['name'], certainty };
}

export const kinds: Readonly<Record<HoldingKind, Kind>> = {
  approvals: {
    ...listed('awaitingapproval', 'approverID'),
    // Which of the two names who has to decide is documented nowhere, so both count.
    looks: [
      { holder: 'approverID', only: {} },
      { holder: 'userID', only: {} },
    ],
    names: ['document:name', 'task:name', 'opTask:name', 'project:name'],
    within: ['project:name'],
    pages: [
      ['taskID', pageOf.task],
      ['opTaskID', pageOf.issue],
      ['projectID', pageOf.project],
    ],
    simpler: { names: [], within: [], pages: [] },
  },
  // Approvers of a stage cannot be searched for: all processes are read. @see approval-stages.ts
  approval_stages: listed('approvalprocess', 'approvalPaths:approvalSteps:stepApprovers:userID', 'seen'),
  routing_rules: {
    ...listed('routingrule', 'defaultAssignedToID', 'seen'),
    within: ['project:name'],
    // It has no page of its own: it stands in the queue of its project.
    pages: [['project:ID', pageOf.project]],
    moved: { type: 'RRUL', field: 'defaultAssignedToID', when: 'always' },
    simpler: { within: [], pages: [] },
  },
  projects: {
    ...owned('project', 'PROJ', unfinished('statusEquatesWith')),
    simpler: { looks: [{ holder: 'ownerID', only: unfinished('status') }] },
  },
  // By the assignments, since a task names only the first of its assignees.
  tasks: {
    ...plain,
    resource: 'assignment',
    looks: [{ holder: 'assignedToID', only: { ...openTask, ...notPersonal } }],
    names: ['task:name'],
    within: ['project:name'],
    id: 'taskID',
    page: pageOf.task,
    moved: { type: 'TASK', field: 'assignedToID', when: 'assignments' },
    certainty: 'uncertain',
    // Where personal tasks cannot be told from others, all of them stay.
    simpler: { looks: [{ holder: 'assignedToID', only: openTask }], moved: null },
  },
  issues: {
    ...plain,
    resource: 'assignment',
    looks: [{ holder: 'assignedToID', only: { ...openIssue, ...unfinished('project:statusEquatesWith') } }],
    names: ['opTask:name'],
    within: ['project:name'],
    pages: [['opTaskID', pageOf.issue]],
    moved: { type: 'ASSGN', field: 'assignedToID', when: 'assignments' },
    certainty: 'uncertain',
    simpler: { looks: [{ holder: 'assignedToID', only: { ...openIssue, ...current } }] },
  },
  direct_reports: {
    ...listed('user', 'managerID'),
    looks: [{ holder: 'managerID', only: isActive }],
    page: pageOf.user,
    moved: { type: 'USER', field: 'managerID', when: 'always' },
  },
  teams: owned('team', 'TEAMOB'),
  templates: owned('template', 'TMPL', isActive),
  portfolios: owned('portfolio', 'PORT', isActive),
  programs: owned('program', 'PRGM', isActive),
  iterations: owned('iteration', 'ITRN'),
  resource_manager: {
    ...listed('resourcemanager', 'resourceManagerID'),
    looks: [
      {
        holder: 'resourceManagerID',
        only: { ...notNull('projectID'), ...unfinished('project:statusEquatesWith') },
      },
      { holder: 'resourceManagerID', only: notNull('templateID') },
    ],
    names: ['project:name', 'template:name'],
    pages: [
      ['projectID', pageOf.project],
      ['templateID', pageOf.template],
    ],
    simpler: { looks: [{ holder: 'resourceManagerID', only: {} }] },
  },
  // Closed ones stay as they are.
  timesheets: {
    ...listed('timesheet', 'approverID', 'uncertain'),
    looks: [{ holder: 'approverID', only: { status: 'C', status_Mod: 'ne' } }],
    names: ['user:name'],
  },
  timesheet_profiles: listed('timesheetprofile', 'approverID'),
  reports: {
    ...listed('portalsection', 'runAsUserID'),
    looks: [
      { holder: 'runAsUserID', only: {} },
      { holder: 'publicRunAsUserID', only: {} },
    ],
  },
  scheduled_reports: listed('scheduledreport', 'runAsUserID', 'seen'),
  documents: listed('document', 'checkedOutByID'),
};

/** Where the objects of an item are read and written. */
export function resourceOf(kind: ItemKind): string {
  return kind === 'access' ? 'user' : kinds[kind].resource;
}
