import { table, type TableSchema } from './schema.ts';

/**
 * The table of users, with every field that Workfront's own metadata of this object lists, so that a field
 * name which is refused here is one that Workfront refuses as well.
 * Source: https://experienceleague.adobe.com/docs/workfront/using/adobe-workfront-api/api-notes/new-api-version-12.html
 * for the version that brought `actualDeactivationDate`, and the same notes on versions 7 and 10 for
 * `scheduleDeactivationDate` and `accessLevel`. In which version the spelling changed is told nowhere: a guess.
 */
const userTable = table('USER', 'User', {
  string: `
    accessLevelID address address2 alignAccessType avatarDownloadURL categoryID city companyID
    country customerID defaultHourTypeID delegationToID emailAddr enteredByID extRefID firstName
    homeGroupID homeTeamID lastEnteredNoteID lastName lastNoteID lastUpdatedByID
    latestUpdateNoteID layoutTemplateID licenseType locale managerID mobilePhoneNumber myInfo name
    password persona phoneExtension phoneNumber portalProfileID postalCode resourcePoolID roleID
    scheduleID ssoUsername state statusUpdate timeZone timesheetProfileID title uiTemplateID
    username webDAVProfile`,
  dateTime: `
    actualDeactivationDate apiKeyCreateDate avatarDate entryDate lastLoginDate lastUpdateDate
    passwordDate registrationExpireDate resetPasswordExpireDate scheduleDeactivationDate
    scheduledDeactivationDate`,
  int: 'avatarSize avatarX avatarY defaultInterface loginCount',
  double: 'billingPerHour costPerHour fte workHoursPerDay workTime',
  boolean: `
    hasAPIAccess hasDocuments hasNotes hasPassword hasProofLicense hasReservedTimes isActive
    isAdmin isBoxAuthenticated isDropBoxAuthenticated isGoogleAuthenticated
    isSharePointAuthenticated isWebDAMAuthenticated logTimeInDays ssoAccessOnly`,
  links: {
    accessLevel: 'ACSLVL',
    company: 'CMPY',
    homeGroup: 'GROUP',
    homeTeam: 'TEAMOB',
    manager: 'USER',
    lastUpdatedBy: 'USER',
    enteredBy: 'USER',
    delegationTo: 'USER',
    timesheetProfile: 'TSPRO',
    directReports: { to: 'USER', from: 'managerID' },
    delegationsFrom: { to: 'USRDEL', from: 'fromUserID' },
  },
  unmodelled: `
    category customer defaultHourType effectiveLayoutTemplate highPriorityWorkItem lastEnteredNote lastNote
    lastStatusNote latestUpdateNote layoutTemplate resourcePool role schedule uiTemplate userApproval
    documentRequests documents favorites hourTypes loginAsAccessRules messages objectCategories rates
    reservedTimes resourcePools teams timesheetProfileHourTypes uiFilters uiGroupBys uiViews updates userGroups
    userPrefValues userRoles workItems`,
  dynamic: `
    isAdmin isBoxAuthenticated isDropBoxAuthenticated isGoogleAuthenticated isSharePointAuthenticated
    isWebDAMAuthenticated`,
  readOnly:
    'actualDeactivationDate entryDate lastLoginDate lastUpdateDate lastUpdatedByID customerID loginCount',
  absentWhenNull: 'lastLoginDate',
  since: {
    scheduleDeactivationDate: 7,
    accessLevel: 10,
    scheduledDeactivationDate: 12,
    actualDeactivationDate: 12,
    userApproval: 15,
  },
  until: { scheduleDeactivationDate: 12 },
  alias: { scheduleDeactivationDate: 'scheduledDeactivationDate' },
});

const work = {
  project: 'PROJ',
  assignedTo: 'USER',
  submittedBy: 'USER',
  approvalProcess: 'ARVPRC',
  assignmentsUsersMM: 'USER',
  currentUserApproversMM: 'USER',
};
const owner = { owner: 'USER' };
const timesheet = { approver: 'USER', approvers: 'USER' };

/**
 * Every kind of object that the sandbox keeps. Users have all of Workfront's fields, the rest those that tell
 * what a person still holds.
 */
export const tables: readonly TableSchema[] = [
  userTable,
  table('ACSLVL', 'AccessLevel', { string: 'name', boolean: 'isAdmin' }),
  table('CMPY', 'Company', { string: 'name' }),
  table('ASSGN', 'Assignment', {
    string: 'assignedToID taskID opTaskID projectID roleID teamID status',
    boolean: 'isPrimary',
    links: { assignedTo: 'USER', task: 'TASK', opTask: 'OPTASK', project: 'PROJ' },
  }),
  table('TASK', 'Task', {
    string: 'name assignedToID parentID projectID status statusEquatesWith submittedByID approvalProcessID',
    boolean: 'isComplete',
    int: 'numberOfChildren',
    dateTime: 'actualCompletionDate plannedCompletionDate',
    links: work,
    searchOnly: 'isComplete assignmentsUsersMM currentUserApproversMM',
  }),
  table('OPTASK', 'OpTask', {
    aliases: 'issue',
    string:
      'name assignedToID ownerID projectID sourceTaskID status statusEquatesWith submittedByID approvalProcessID',
    boolean: 'isComplete isOpTaskComplete',
    dateTime: 'actualCompletionDate plannedCompletionDate',
    links: { ...work, ...owner },
    searchOnly: 'statusEquatesWith isOpTaskComplete assignmentsUsersMM currentUserApproversMM',
  }),
  table('PROJ', 'Project', {
    string:
      'name ownerID sponsorID status statusEquatesWith resourceManagerIDs portfolioID programID templateID',
    boolean: 'personal isComplete',
    dateTime: 'actualCompletionDate plannedCompletionDate',
    links: { ...owner, sponsor: 'USER' },
    searchOnly: 'statusEquatesWith resourceManagerIDs isComplete',
  }),
  table('TMPL', 'Template', { string: 'name ownerID', boolean: 'isActive', links: owner }),
  table('PORT', 'Portfolio', { string: 'name ownerID', boolean: 'isActive', links: owner }),
  table('PRGM', 'Program', { string: 'name ownerID portfolioID', boolean: 'isActive', links: owner }),
  table('PTLSEC', 'PortalSection', {
    aliases: 'report',
    string: 'name runAsUserID publicRunAsUserID enteredByID',
    boolean: 'isReport isPublic',
    links: { runAsUser: 'USER', publicRunAsUser: 'USER' },
  }),
  table('SCHREP', 'ScheduledReport', {
    string: 'name runAsUserID portalSectionID',
    links: { runAsUser: 'USER' },
  }),
  table('PTLTAB', 'PortalTab', { string: 'name userID', links: { user: 'USER' } }),
  table('RESMGR', 'ResourceManager', {
    string: 'projectID templateID resourceManagerID',
    links: { project: 'PROJ', template: 'TMPL', resourceManager: 'USER' },
    editable: false,
  }),
  table('RRUL', 'RoutingRule', {
    string: 'name defaultAssignedToID projectID',
    links: { project: 'PROJ', defaultAssignedTo: 'USER' },
  }),
  table('ARVPRC', 'ApprovalProcess', {
    string: 'name approvalObjCode',
    boolean: 'isPrivate',
    links: { approvalPaths: { to: 'ARVPTH', from: 'approvalProcessID' } },
  }),
  table('ARVPTH', 'ApprovalPath', {
    string: 'approvalProcessID',
    links: { approvalSteps: { to: 'ARVSTP', from: 'approvalPathID' } },
    editable: false,
  }),
  table('ARVSTP', 'ApprovalStep', {
    string: 'name approvalPathID',
    links: { stepApprovers: { to: 'SPAPVR', from: 'approvalStepID' } },
    secondary: true,
  }),
  table('SPAPVR', 'StepApprover', {
    string: 'approvalStepID userID teamID roleID',
    links: { user: 'USER' },
    secondary: true,
  }),
  table('ARVSTS', 'ApproverStatus', { string: 'status', secondary: true }),
  table('USRGPS', 'UserGroups', { string: 'userID groupID', secondary: true }),
  table('AWAPVL', 'AwaitingApproval', {
    string: 'approverID userID taskID opTaskID projectID documentID timesheetID teamID roleID submittedByID',
    links: {
      approver: 'USER',
      user: 'USER',
      task: 'TASK',
      opTask: 'OPTASK',
      project: 'PROJ',
      document: 'DOCU',
    },
    editable: false,
  }),
  table('DOCAPL', 'DocumentApproval', { string: 'approverID documentID status' }),
  table('PRFAPL', 'ProofApproval', { string: 'approverID', boolean: 'isAwaitingDecision', editable: false }),
  table('TSHET', 'Timesheet', {
    string: 'approverID userID status',
    dateTime: 'startDate endDate',
    links: { user: 'USER', ...timesheet },
  }),
  table('TSPRO', 'TimesheetProfile', { string: 'name approverID', links: timesheet }),
  table('TEAMOB', 'Team', { string: 'name ownerID', boolean: 'isActive', links: owner }),
  table('GROUP', 'Group', {
    string: 'name businessLeaderID',
    boolean: 'isActive',
    links: { businessLeader: 'USER', owners: 'USER' },
  }),
  table('ITRN', 'Iteration', { string: 'name ownerID status', links: owner }),
  table('DOCU', 'Document', { string: 'name checkedOutByID ownerID' }),
  table('TASSGN', 'TemplateAssignment', {
    string: 'assignedToID templateTaskID templateID',
    links: { assignedTo: 'USER' },
  }),
  table('USRDEL', 'UserDelegation', {
    string: 'fromUserID toUserID',
    dateTime: 'startDate endDate',
    links: { fromUser: 'USER', toUser: 'USER' },
  }),
  table('WRKITM', 'WorkItem', { string: 'userID taskID opTaskID' }),
];
