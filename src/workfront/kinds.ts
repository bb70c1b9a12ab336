/**
 * The one table of what people can hold in Workfront: how each kind is found, named, linked and given to somebody else.
 * Counting, listing, moving, the check at the start and docs/hand-over.md go by it.
 *
 * `certainty` of the request as a whole: `documented` by Adobe; `seen` in public clients; `uncertain`: put together
 * from documented parts, so a Workfront may refuse it; then this kind alone is switched off.
 * @see https://experienceleague.adobe.com/en/docs/workfront/using/administration-and-setup/add-users/create-manage-users/deactivate-a-user
 * @see https://developer.adobe.com/workfront-apis/api-explorer/
 */
import type { HoldingKind } from '../requests/holdings.ts';
import type { ItemField, ItemKind, ObjectType } from '../requests/items.ts';
import type { Query } from './client.ts';

/** One search: which field names the holder, and what is counted. */
export type Look = { readonly holder: string; readonly only: Query };

export type Kind = {
  /** Under the API version, without a slash. */
  readonly resource: string;
  /** What several find is united by id. */
  readonly looks: readonly [Look, ...Look[]];
  /** Where the name is found, and what it belongs to; the first that is not empty. */
  readonly names: readonly string[];
  readonly within: readonly string[];
  /** The field with the id that things are known and changed by, where it is not the row's own. */
  readonly id?: string;
  /** The address of one of them behind Workfront's own; null: none is known to exist. */
  readonly page: ((id: string) => string) | null;
  /** Null: only listed. `assignments`: only with HAND_OVER_ASSIGNMENTS. */
  readonly moved: {
    readonly type: ObjectType;
    readonly field: ItemField;
    readonly when: 'always' | 'assignments';
  } | null;
  readonly certainty: 'documented' | 'seen' | 'uncertain';
};

const isActive = { isActive: 'true' };
const notNull = (field: string) => ({ [field]: 'x', [`${field}_Mod`]: 'notnull' });
/** `DN`: done with the own part, which stays with the leaver as history. */
const openAssignment = {
  status: 'DN',
  status_Mod: 'ne',
  'project:statusEquatesWith': 'CUR',
};

/** Of something with an owner. */
function owned(
  resource: string,
  type: ObjectType,
  more: Pick<Kind, 'page'> & { readonly only?: Query },
): Kind {
  return {
    resource,
    looks: [{ holder: 'ownerID', only: more.only ?? {} }],
    names: ['name'],
    within: [],
    page: more.page,
    moved: { type, field: 'ownerID', when: 'always' },
    certainty: 'documented',
  };
}

/** Of something that only a person can see to. */
function listed(
  resource: string,
  holders: readonly [string, ...string[]],
  more: Partial<Pick<Kind, 'names' | 'within' | 'page' | 'certainty'>> & { readonly only?: Query } = {},
): Kind {
  const [first, ...others] = holders.map((holder) => ({ holder, only: more.only ?? {} }));
  if (!first) throw new Error('a kind has a holder');
  return {
    resource,
    looks: [first, ...others],
    names: more.names ?? ['name'],
    within: more.within ?? [],
    page: more.page ?? null,
    moved: null,
    certainty: more.certainty ?? 'documented',
  };
}

export const kinds = {
  // Which of the two names who has to decide is documented nowhere, so both count.
  approvals: listed('awaitingapproval', ['approverID', 'userID'], { names: ['task:name'] }),
  // Approvers of a stage cannot be searched for: all processes are read, and counted here.
  approval_stages: listed('approvalprocess', ['approvalPaths:approvalSteps:stepApprovers:userID'], {
    certainty: 'seen',
  }),
  routing_rules: {
    resource: 'routingrule',
    looks: [{ holder: 'defaultAssignedToID', only: {} }],
    names: ['name'],
    within: ['project:name'],
    page: null,
    moved: { type: 'RRUL', field: 'defaultAssignedToID', when: 'always' },
    certainty: 'seen',
  },
  // A project that waits for approval has a status of its own, such as CUR:A.
  projects: owned('project', 'PROJ', {
    only: { status: ['CPL', 'DED'], status_Mod: 'notin' },
    page: (id) => `/project/${id}/overview`,
  }),
  // By the assignments, since a task names only the first of its assignees.
  tasks: {
    resource: 'assignment',
    looks: [
      {
        holder: 'assignedToID',
        only: {
          ...openAssignment,
          'task:statusEquatesWith': 'CPL',
          'task:statusEquatesWith_Mod': 'ne',
          ...notNull('taskID'),
        },
      },
    ],
    names: ['task:name'],
    within: ['project:name'],
    id: 'taskID',
    page: (id) => `/task/${id}/overview`,
    moved: { type: 'TASK', field: 'assignedToID', when: 'assignments' },
    certainty: 'uncertain',
  },
  issues: {
    resource: 'assignment',
    looks: [
      {
        holder: 'assignedToID',
        only: { ...openAssignment, 'opTask:isComplete': 'false', ...notNull('opTaskID') },
      },
    ],
    names: ['opTask:name'],
    within: ['project:name'],
    page: null,
    moved: { type: 'ASSGN', field: 'assignedToID', when: 'assignments' },
    certainty: 'uncertain',
  },
  direct_reports: {
    resource: 'user',
    looks: [{ holder: 'managerID', only: isActive }],
    names: ['name'],
    within: [],
    page: (id) => `/user/${id}`,
    moved: { type: 'USER', field: 'managerID', when: 'always' },
    certainty: 'documented',
  },
  teams: owned('team', 'TEAMOB', { page: (id) => `/team/${id}` }),
  templates: owned('template', 'TMPL', { only: isActive, page: (id) => `/template/${id}` }),
  portfolios: owned('portfolio', 'PORT', { only: isActive, page: (id) => `/portfolio/${id}` }),
  programs: owned('program', 'PRGM', { only: isActive, page: (id) => `/program/${id}` }),
  iterations: owned('iteration', 'ITRN', { page: null }),
  resource_manager: listed('resourcemanager', ['resourceManagerID'], {
    names: ['project:name', 'template:name'],
  }),
  // Closed ones stay as they are.
  timesheets: listed('timesheet', ['approverID'], {
    only: { status: 'C', status_Mod: 'ne' },
    names: ['user:name'],
    certainty: 'uncertain',
  }),
  timesheet_profiles: listed('timesheetprofile', ['approverID']),
  reports: listed('portalsection', ['runAsUserID', 'publicRunAsUserID'], {
    page: (id) => `/report/${id}`,
  }),
  scheduled_reports: listed('scheduledreport', ['runAsUserID'], { certainty: 'seen' }),
  documents: listed('document', ['checkedOutByID'], { page: (id) => `/document/${id}` }),
} as const satisfies Record<HoldingKind, Kind>;

/** Where the objects of an item are read and written. */
export function resourceOf(kind: ItemKind): string {
  return kind === 'access' ? 'user' : kinds[kind].resource;
}
