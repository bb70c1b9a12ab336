import { table } from './schema.ts';

/**
 * The table of users, with every field that Workfront's own metadata of this object lists, so that a field
 * name which is refused here is one that Workfront refuses as well.
 * Source: https://experienceleague.adobe.com/docs/workfront/using/adobe-workfront-api/api-notes/new-api-version-12.html
 * for the version that brought `actualDeactivationDate`, and the same notes on versions 7 and 10 for
 * `scheduleDeactivationDate` and `accessLevel`. In which version the spelling changed is told nowhere: a guess.
 */
export const userTable = table('USER', 'User', {
  fields: {
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
  },
  links: {
    accessLevel: { to: 'ACSLVL', by: 'accessLevelID' },
    company: { to: 'CMPY', by: 'companyID' },
    homeGroup: { to: 'GROUP', by: 'homeGroupID' },
    homeTeam: { to: 'TEAMOB', by: 'homeTeamID' },
    manager: { to: 'USER', by: 'managerID' },
    lastUpdatedBy: { to: 'USER', by: 'lastUpdatedByID' },
    enteredBy: { to: 'USER', by: 'enteredByID' },
    delegationTo: { to: 'USER', by: 'delegationToID' },
    timesheetProfile: { to: 'TSPRO', by: 'timesheetProfileID' },
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
  readOnly: `
    isAdmin isBoxAuthenticated isDropBoxAuthenticated isGoogleAuthenticated isSharePointAuthenticated
    isWebDAMAuthenticated actualDeactivationDate entryDate lastLoginDate lastUpdateDate lastUpdatedByID
    customerID loginCount`,
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
