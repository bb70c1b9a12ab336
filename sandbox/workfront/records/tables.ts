import { table, type TableSchema } from './schema.ts';

/**
 * The table of users, with every field that Workfront's own metadata of this object lists, so that a field
 * name which is refused here is one that Workfront refuses as well.
 * Source: https://experienceleague.adobe.com/docs/workfront/using/adobe-workfront-api/api-notes/new-api-version-12.html
 * for the version that brought `actualDeactivationDate`, and the same notes on versions 7 and 10 for
 * `scheduleDeactivationDate` and `accessLevel`. In which version the spelling changed is told nowhere: a guess.
 */
const userTable = table(
  'USER',
  'User',
  `
    accessLevelID actualDeactivationDate address address2 alignAccessType apiKeyCreateDate avatarDate
    avatarDownloadURL avatarSize avatarX avatarY billingPerHour categoryID city companyID costPerHour
    country customerID defaultHourTypeID defaultInterface delegationToID emailAddr enteredByID entryDate
    extRefID firstName fte hasAPIAccess hasDocuments hasNotes hasPassword hasProofLicense hasReservedTimes
    homeGroupID homeTeamID isActive isAdmin isBoxAuthenticated isDropBoxAuthenticated isGoogleAuthenticated
    isSharePointAuthenticated isWebDAMAuthenticated lastEnteredNoteID lastLoginDate lastName lastNoteID
    lastUpdateDate lastUpdatedByID latestUpdateNoteID layoutTemplateID licenseType locale logTimeInDays
    loginCount managerID mobilePhoneNumber myInfo name password passwordDate persona phoneExtension
    phoneNumber portalProfileID postalCode registrationExpireDate resetPasswordExpireDate resourcePoolID
    roleID scheduleDeactivationDate scheduleID scheduledDeactivationDate ssoAccessOnly ssoUsername state
    statusUpdate timeZone timesheetProfileID title uiTemplateID username webDAVProfile workHoursPerDay
    workTime
    accessLevel>ACSLVL company>CMPY homeGroup>GROUP homeTeam>TEAMOB manager>USER lastUpdatedBy>USER
    enteredBy>USER delegationTo>USER timesheetProfile>TSPRO directReports>USER.managerID
    delegationsFrom>USRDEL.fromUserID`,
  {
    types: {
      boolean: 'logTimeInDays ssoAccessOnly',
      int: 'avatarSize avatarX avatarY defaultInterface loginCount',
      double: 'billingPerHour costPerHour fte workHoursPerDay workTime',
    },
    unmodelled: `
      category customer defaultHourType effectiveLayoutTemplate highPriorityWorkItem lastEnteredNote lastNote
      lastStatusNote latestUpdateNote layoutTemplate resourcePool role schedule uiTemplate userApproval
      documentRequests documents favorites hourTypes loginAsAccessRules messages objectCategories rates
      reservedTimes resourcePools teams timesheetProfileHourTypes uiFilters uiGroupBys uiViews updates
      userGroups userPrefValues userRoles workItems`,
    dynamic: `
      isAdmin isBoxAuthenticated isDropBoxAuthenticated isGoogleAuthenticated isSharePointAuthenticated
      isWebDAMAuthenticated`,
    readOnly:
      'actualDeactivationDate entryDate lastLoginDate lastUpdateDate lastUpdatedByID customerID loginCount',
    absentWhenNull: 'lastLoginDate',
    versions: {
      scheduleDeactivationDate: [7, 12],
      accessLevel: [10],
      scheduledDeactivationDate: [12],
      actualDeactivationDate: [12],
      userApproval: [15],
    },
    alias: { scheduleDeactivationDate: 'scheduledDeactivationDate' },
  },
);

const work = `
  name assignedToID projectID status statusEquatesWith submittedByID approvalProcessID isComplete
  actualCompletionDate plannedCompletionDate project>PROJ assignedTo>USER submittedBy>USER
  approvalProcess>ARVPRC assignmentsUsersMM>USER currentUserApproversMM>USER`;
const owned = 'name ownerID isActive owner>USER';

/**
 * Every kind of object that the sandbox keeps. Users have all of Workfront's fields, the rest those that tell
 * what a person still holds.
 */
export const tables: readonly TableSchema[] = [
  userTable,
  table('ACSLVL', 'AccessLevel', 'name isAdmin'),
  table('CMPY', 'Company', 'name'),
  table(
    'ASSGN',
    'Assignment',
    `assignedToID taskID opTaskID projectID roleID teamID status isPrimary
    assignedTo>USER task>TASK opTask>OPTASK project>PROJ`,
  ),
  table('TASK', 'Task', `${work} parentID numberOfChildren`, {
    types: { int: 'numberOfChildren' },
    searchOnly: 'isComplete assignmentsUsersMM currentUserApproversMM',
  }),
  table('OPTASK', 'OpTask', `${work} ownerID sourceTaskID isOpTaskComplete owner>USER`, {
    aliases: 'issue',
    searchOnly: 'statusEquatesWith isOpTaskComplete assignmentsUsersMM currentUserApproversMM',
  }),
  table(
    'PROJ',
    'Project',
    `name ownerID sponsorID status statusEquatesWith resourceManagerIDs portfolioID programID templateID
    personal isComplete actualCompletionDate plannedCompletionDate owner>USER sponsor>USER`,
    { types: { boolean: 'personal' }, searchOnly: 'statusEquatesWith resourceManagerIDs isComplete' },
  ),
  table('TMPL', 'Template', owned),
  table('PORT', 'Portfolio', owned),
  table('PRGM', 'Program', `${owned} portfolioID`),
  table(
    'PTLSEC',
    'PortalSection',
    `name runAsUserID publicRunAsUserID enteredByID isReport isPublic
    runAsUser>USER publicRunAsUser>USER`,
    { aliases: 'report' },
  ),
  table('SCHREP', 'ScheduledReport', 'name runAsUserID portalSectionID runAsUser>USER'),
  table('PTLTAB', 'PortalTab', 'name userID user>USER'),
  table(
    'RESMGR',
    'ResourceManager',
    'projectID templateID resourceManagerID project>PROJ template>TMPL resourceManager>USER',
    { editable: false },
  ),
  table('RRUL', 'RoutingRule', 'name defaultAssignedToID projectID project>PROJ defaultAssignedTo>USER'),
  table('ARVPRC', 'ApprovalProcess', 'name approvalObjCode isPrivate approvalPaths>ARVPTH.approvalProcessID'),
  table('ARVPTH', 'ApprovalPath', 'approvalProcessID approvalSteps>ARVSTP.approvalPathID', {
    editable: false,
  }),
  table('ARVSTP', 'ApprovalStep', 'name approvalPathID stepApprovers>SPAPVR.approvalStepID', {
    secondary: true,
  }),
  table('SPAPVR', 'StepApprover', 'approvalStepID userID teamID roleID user>USER', { secondary: true }),
  table(
    'AWAPVL',
    'AwaitingApproval',
    `approverID userID taskID opTaskID projectID documentID timesheetID teamID roleID submittedByID
    approver>USER user>USER task>TASK opTask>OPTASK project>PROJ document>DOCU`,
    { editable: false },
  ),
  table('DOCAPL', 'DocumentApproval', 'approverID documentID status'),
  table('PRFAPL', 'ProofApproval', 'approverID isAwaitingDecision', { editable: false }),
  table(
    'TSHET',
    'Timesheet',
    'approverID userID status startDate endDate user>USER approver>USER approvers>USER',
  ),
  table('TSPRO', 'TimesheetProfile', 'name approverID approver>USER approvers>USER'),
  table('TEAMOB', 'Team', owned),
  table('GROUP', 'Group', 'name businessLeaderID isActive businessLeader>USER owners>USER'),
  table('ITRN', 'Iteration', 'name ownerID status owner>USER'),
  table('DOCU', 'Document', 'name checkedOutByID ownerID'),
  table('TASSGN', 'TemplateAssignment', 'assignedToID templateTaskID templateID assignedTo>USER'),
  table('USRDEL', 'UserDelegation', 'fromUserID toUserID startDate endDate fromUser>USER toUser>USER'),
];
