/** The ids under which Slack hands interactions back; each stands here once. */
export const commands = { deactivate: '/wf-deactivate', reactivate: '/wf-reactivate' } as const;

export const actions = {
  approve: 'wf_approve',
  deny: 'wf_deny',
  cancel: 'wf_cancel',
  pick: 'wf_pick',
  withdrawListed: 'wf_withdraw_listed',
  page: 'wf_page',
  stop: 'wf_stop',
  tryNow: 'wf_try_now',
  tick: 'wf_tick',
} as const;

export const views = { denial: 'wf_denial', stop: 'wf_stop' } as const;

export const blocks = { denialReason: 'wf_denial_reason', stopReason: 'wf_stop_reason' } as const;
export const inputs = { denialReason: 'reason', stopReason: 'reason' } as const;
