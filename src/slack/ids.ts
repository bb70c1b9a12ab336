/** The ids under which Slack hands interactions back; each stands here once. */
export const commands = { deactivate: '/wf-deactivate', reactivate: '/wf-reactivate' } as const;

export const actions = {
  approve: 'wf_approve',
  deny: 'wf_deny',
  cancel: 'wf_cancel',
  pick: 'wf_pick',
  listChoose: 'wf_list_choose',
  listAsk: 'wf_list_ask',
  listForget: 'wf_list_forget',
  listAll: 'wf_list_all',
  turnList: 'wf_turn_list',
  withdrawListed: 'wf_withdraw_listed',
  page: 'wf_page',
  stop: 'wf_stop',
  stopListed: 'wf_stop_listed',
  tryNow: 'wf_try_now',
  tick: 'wf_tick',
  everybody: 'wf_everybody',
  turnPeople: 'wf_turn_people',
  leaveOut: 'wf_leave_out',
  takeBack: 'wf_take_back',
  goOn: 'wf_go_on',
  undo: 'wf_undo',
  details: 'wf_details',
  heldKind: 'wf_held_kind',
  turnHeld: 'wf_turn_held',
  giveBack: 'wf_give_back',
  keepAway: 'wf_give_nothing_back',
} as const;

export const views = {
  form: 'wf_form',
  summary: 'wf_summary',
  denial: 'wf_denial',
  stop: 'wf_stop',
  leaveOut: 'wf_leaving',
} as const;

/** Shortcuts, by the ids in manifest.yml. */
export const shortcuts = { global: 'wf_deactivate', message: 'wf_deactivate_named' } as const;

/** The fields of the form: each is the id of its block and of its input. */
export const fields = {
  people: 'wf_people',
  named: 'wf_named',
  list: 'wf_list',
  file: 'wf_file',
  reason: 'wf_reason',
  ticket: 'wf_ticket',
  when: 'wf_when',
  successor: 'wf_successor',
  onlyIfAll: 'wf_only_if_all',
} as const;

export const blocks = {
  denialReason: 'wf_denial_reason',
  stopReason: 'wf_stop_reason',
  leaveOut: 'wf_whom',
} as const;
export const inputs = {
  denialReason: 'reason',
  stopReason: 'reason',
  leaveOut: 'wf_whom_to_leave_out',
} as const;
