/** The ids under which Slack hands interactions back; each stands here once. */
export const commands = { deactivate: '/wf-deactivate', reactivate: '/wf-reactivate' } as const;

export const actions = {
  approve: 'wf_approve',
  deny: 'wf_deny',
  cancel: 'wf_cancel',
  pick: 'wf_pick',
  withdrawListed: 'wf_withdraw_listed',
  page: 'wf_page',
} as const;

export const views = { denial: 'wf_denial' } as const;

export const blocks = { denialReason: 'wf_denial_reason' } as const;
export const inputs = { denialReason: 'reason' } as const;
