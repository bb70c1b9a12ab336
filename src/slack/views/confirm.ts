import type { types } from '@slack/bolt';

import type { Texts } from '../../i18n/en.ts';
import { isFinal, waitsForItsDate, type Request, type Target } from '../../requests/request.ts';
import { actions } from '../ids.ts';
import { cutMarkup, limits, mention, moment, oneLine, safe } from '../text.ts';
import { context, plain, section, type Block, type Content } from './blocks.ts';
import { statusLines, targetNames } from './outcome.ts';

/** The confirm message as the request stands now: buttons only while somebody can still use them. */
export function confirmMessage(request: Request, texts: Texts): Content {
  const title = titleOf(request, request.targets.map(({ user }) => oneLine(user.name)).join(', '), texts);
  const blocks: Block[] = [{ type: 'header', text: plain(title, limits.header) }];
  if (request.dryRun) blocks.push(context(texts.dryRun));
  for (const target of request.targets) blocks.push(...person(target, texts));
  const asked = texts.confirm.asked(mention(request.requester), moment(request.createdAt));
  const reason = request.reason ? texts.confirm.reason(safe(request.reason, 2000)) : texts.confirm.noReason;
  const when = request.runAt ? [texts.confirm.runAt(moment(request.runAt))] : [];
  blocks.push(section([asked, reason, ...when].join('\n')));
  const status = statusLines(request, texts);
  if (status.length > 0) blocks.push({ type: 'divider' }, section(status.join('\n')));
  if (request.state === 'pending') blocks.push(context(texts.confirm.effect[request.action]));
  blocks.push(context(footer(request, texts)), ...buttons(request, texts));
  const summary = [titleOf(request, targetNames(request), texts), ...status];
  return { text: cutMarkup(summary.join(' '), limits.message), blocks };
}

/** The question while it is open, then how it ended. */
function titleOf({ action, state, dryRun }: Request, names: string, texts: Texts): string {
  if (!isFinal(state)) return texts.confirm.title(action, names);
  const { ended } = texts.confirm;
  return dryRun && state === 'done' ? ended.dryRun(action, names) : ended[state](action, names);
}

/** The message before it has its place in the store: no buttons, so it decides nothing. */
export function placeholder(request: Request, texts: Texts): Content {
  const text = texts.confirm.placeholder(request.id);
  return { text, blocks: [context(text)] };
}

function person({ user }: Target, texts: Texts): Block[] {
  const { fields, none } = texts;
  const rows: readonly (readonly [string, string])[] = [
    [fields.email, safe(user.email)],
    [fields.title, user.title ? safe(user.title) : none],
    [fields.accessLevel, user.accessLevel ? safe(user.accessLevel) : none],
    [fields.homeGroup, user.homeGroup ? safe(user.homeGroup) : none],
    [fields.manager, user.manager ? safe(user.manager) : none],
    [fields.lastLogin, user.lastLoginAt ? moment(user.lastLoginAt) : fields.never],
  ];
  const blocks: Block[] = [
    {
      type: 'section',
      text: { type: 'mrkdwn', text: `*${safe(user.name)}*`, verbatim: true },
      fields: rows.map(([label, value]) => ({
        type: 'mrkdwn',
        text: `*${label}*\n${value}`,
        verbatim: true,
      })),
    },
  ];
  if (user.isAdmin) blocks.push(section(texts.confirm.warnAdmin));
  if (user.isAdmin === null) blocks.push(section(texts.confirm.warnAdminUnknown));
  if (user.scheduledDeactivationAt) {
    blocks.push(section(texts.confirm.warnScheduled(moment(user.scheduledDeactivationAt))));
  }
  return blocks;
}

function footer(request: Request, texts: Texts): string {
  const parts = [texts.confirm.id(request.id)];
  if (request.state === 'pending') {
    parts.push(
      texts.confirm.progress(request.approvals.length, request.approvalsRequired),
      texts.confirm.openUntil(moment(request.expiresAt)),
    );
  }
  if (request.approvals.length > 0) {
    parts.push(
      texts.confirm.approvedBy(request.approvals.map(({ approver }) => mention(approver)).join(', ')),
    );
  }
  return parts.join(' · ');
}

function buttons(request: Request, texts: Texts): Block[] {
  const isDated = waitsForItsDate(request);
  if (request.state !== 'pending' && !isDated) return [];
  const cancel = button(actions.cancel, texts.confirm.cancel, request.id);
  const decide = [
    {
      ...button(actions.approve, texts.confirm.approve(request.action), request.id),
      ...dialog(request, texts),
    },
    button(actions.deny, texts.confirm.deny, request.id),
  ];
  return [{ type: 'actions', elements: isDated ? [cancel] : [...decide, cancel] }];
}

/** A button whose value is the request's id and nothing else. */
function button(actionId: string, label: string, requestId: string): types.Button {
  return { type: 'button', action_id: actionId, text: plain(label, limits.button), value: requestId };
}

function dialog(request: Request, texts: Texts): Pick<types.Button, 'style' | 'confirm'> {
  const { dialog: words } = texts.confirm;
  const names = request.targets.map(({ user }) => oneLine(user.name)).join(', ');
  const emails = request.targets.map(({ user }) => oneLine(user.email)).join(', ');
  const style = request.action === 'deactivate' ? 'danger' : 'primary';
  return {
    style,
    confirm: {
      title: plain(words.title(request.action), limits.dialogTitle),
      text: plain(words.text(request.action, names, emails), limits.dialogText),
      confirm: plain(words.confirm(request.action), 30),
      deny: plain(words.back, 30),
      style,
    },
  };
}
