import { table, type Link, type TableSchema } from './schema.ts';
import { userTable } from './user-table.ts';

function user(by: string): Link {
  return { to: 'USER', by };
}

const work = {
  project: { to: 'PROJ', by: 'projectID' },
  assignedTo: user('assignedToID'),
  submittedBy: user('submittedByID'),
  approvalProcess: { to: 'ARVPRC', by: 'approvalProcessID' },
} satisfies Record<string, Link>;

const workSearchLinks = {
  assignmentsUsersMM: user('assignmentsUsersMM'),
  currentUserApproversMM: user('currentUserApproversMM'),
} satisfies Record<string, Link>;

/**
 * Every kind of object that the sandbox keeps. Users have all of Workfront's fields, the rest those that tell
 * what a person still holds.
 */
export const tables: readonly TableSchema[] = [
  userTable,
  table('ACSLVL', 'AccessLevel', { fields: { string: 'name', boolean: 'isAdmin' } }),
  table('CMPY', 'Company', { fields: { string: 'name' } }),
  table('ASSGN', 'Assignment', {
    fields: { string: 'assignedToID taskID opTaskID projectID roleID teamID status', boolean: 'isPrimary' },
    links: {
      assignedTo: user('assignedToID'),
      task: { to: 'TASK', by: 'taskID' },
      opTask: { to: 'OPTASK', by: 'opTaskID' },
      project: { to: 'PROJ', by: 'projectID' },
    },
  }),
  table('TASK', 'Task', {
    fields: {
      string: 'name assignedToID parentID projectID status statusEquatesWith submittedByID approvalProcessID',
      int: 'numberOfChildren',
      dateTime: 'actualCompletionDate plannedCompletionDate',
    },
    searchOnly: { boolean: 'isComplete' },
    links: work,
    searchOnlyLinks: workSearchLinks,
  }),
  table('OPTASK', 'OpTask', {
    aliases: ['issue'],
    fields: {
      string: 'name assignedToID ownerID projectID sourceTaskID status submittedByID approvalProcessID',
      boolean: 'isComplete',
      dateTime: 'actualCompletionDate plannedCompletionDate',
    },
    searchOnly: { string: 'statusEquatesWith', boolean: 'isOpTaskComplete' },
    links: { ...work, owner: user('ownerID') },
    searchOnlyLinks: workSearchLinks,
  }),
  table('PROJ', 'Project', {
    fields: {
      string: 'name ownerID sponsorID status portfolioID programID templateID',
      boolean: 'personal',
      dateTime: 'actualCompletionDate plannedCompletionDate',
    },
    searchOnly: { string: 'statusEquatesWith resourceManagerIDs', boolean: 'isComplete' },
    links: { owner: user('ownerID'), sponsor: user('sponsorID') },
  }),
  table('TMPL', 'Template', {
    fields: { string: 'name ownerID', boolean: 'isActive' },
    links: { owner: user('ownerID') },
  }),
  table('PORT', 'Portfolio', {
    fields: { string: 'name ownerID', boolean: 'isActive' },
    links: { owner: user('ownerID') },
  }),
  table('PRGM', 'Program', {
    fields: { string: 'name ownerID portfolioID', boolean: 'isActive' },
    links: { owner: user('ownerID') },
  }),
  table('PTLSEC', 'PortalSection', {
    aliases: ['report'],
    fields: { string: 'name runAsUserID publicRunAsUserID enteredByID', boolean: 'isReport isPublic' },
    links: { runAsUser: user('runAsUserID'), publicRunAsUser: user('publicRunAsUserID') },
  }),
  table('SCHREP', 'ScheduledReport', {
    fields: { string: 'name runAsUserID portalSectionID' },
    links: { runAsUser: user('runAsUserID') },
  }),
  table('PTLTAB', 'PortalTab', { fields: { string: 'name userID' }, links: { user: user('userID') } }),
  table('RESMGR', 'ResourceManager', {
    fields: { string: 'projectID templateID resourceManagerID' },
    links: {
      project: { to: 'PROJ', by: 'projectID' },
      template: { to: 'TMPL', by: 'templateID' },
      resourceManager: user('resourceManagerID'),
    },
    editable: false,
  }),
  table('RRUL', 'RoutingRule', {
    fields: { string: 'name defaultAssignedToID projectID' },
    links: { project: { to: 'PROJ', by: 'projectID' }, defaultAssignedTo: user('defaultAssignedToID') },
  }),
  table('ARVPRC', 'ApprovalProcess', {
    fields: { string: 'name approvalObjCode', boolean: 'isPrivate' },
    links: { approvalPaths: { to: 'ARVPTH', from: 'approvalProcessID' } },
  }),
  table('ARVPTH', 'ApprovalPath', {
    fields: { string: 'approvalProcessID' },
    links: { approvalSteps: { to: 'ARVSTP', from: 'approvalPathID' } },
    editable: false,
  }),
  table('ARVSTP', 'ApprovalStep', {
    fields: { string: 'name approvalPathID' },
    links: { stepApprovers: { to: 'SPAPVR', from: 'approvalStepID' } },
    secondary: true,
  }),
  table('SPAPVR', 'StepApprover', {
    fields: { string: 'approvalStepID userID teamID roleID' },
    links: { user: user('userID') },
    secondary: true,
  }),
  table('ARVSTS', 'ApproverStatus', { fields: { string: 'status' }, secondary: true }),
  table('USRGPS', 'UserGroups', { fields: { string: 'userID groupID' }, secondary: true }),
  table('AWAPVL', 'AwaitingApproval', {
    fields: {
      string: `
        approverID userID taskID opTaskID projectID documentID timesheetID teamID roleID submittedByID`,
    },
    links: {
      approver: user('approverID'),
      user: user('userID'),
      task: { to: 'TASK', by: 'taskID' },
      opTask: { to: 'OPTASK', by: 'opTaskID' },
      project: { to: 'PROJ', by: 'projectID' },
      document: { to: 'DOCU', by: 'documentID' },
    },
    editable: false,
  }),
  table('DOCAPL', 'DocumentApproval', { fields: { string: 'approverID documentID status' } }),
  table('PRFAPL', 'ProofApproval', {
    fields: { string: 'approverID', boolean: 'isAwaitingDecision' },
    editable: false,
  }),
  table('TSHET', 'Timesheet', {
    fields: { string: 'approverID userID status', dateTime: 'startDate endDate' },
    links: { user: user('userID'), approver: user('approverID'), approvers: user('approvers') },
  }),
  table('TSPRO', 'TimesheetProfile', {
    fields: { string: 'name approverID' },
    links: { approver: user('approverID'), approvers: user('approvers') },
  }),
  table('TEAMOB', 'Team', {
    fields: { string: 'name ownerID', boolean: 'isActive' },
    links: { owner: user('ownerID') },
  }),
  table('GROUP', 'Group', {
    fields: { string: 'name businessLeaderID', boolean: 'isActive' },
    links: { businessLeader: user('businessLeaderID'), owners: user('owners') },
  }),
  table('ITRN', 'Iteration', {
    fields: { string: 'name ownerID status' },
    links: { owner: user('ownerID') },
  }),
  table('DOCU', 'Document', { fields: { string: 'name checkedOutByID ownerID' } }),
  table('TASSGN', 'TemplateAssignment', {
    fields: { string: 'assignedToID templateTaskID templateID' },
    links: { assignedTo: user('assignedToID') },
  }),
  table('USRDEL', 'UserDelegation', {
    fields: { string: 'fromUserID toUserID', dateTime: 'startDate endDate' },
    links: { fromUser: user('fromUserID'), toUser: user('toUserID') },
  }),
  table('WRKITM', 'WorkItem', { fields: { string: 'userID taskID opTaskID' } }),
];
