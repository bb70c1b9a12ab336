import type { App } from '@slack/bolt';

import { actions, commands, inputs, views } from '../ids.ts';
import type { ListenerDependencies } from './answering.ts';
import { onCancel, onPick, registerDeeds } from './buttons.ts';
import { onCommand } from './command.ts';
import { onDenialReason, onDeny } from './denial.ts';
import { registerForm } from './form.ts';
import { registerHoldings } from './holdings.ts';
import { onPage, onWithdrawListed } from './list.ts';
import { onEverybody, onLeaveOut, onLeaving, onLeavingOptions, onTurnPeople } from './people.ts';
import { onStop, onStopListed, onStopReason } from './stop.ts';
import { registerSummary } from './summary.ts';

/** Ties every command, button and view to the function that answers it. */
export function registerListeners(app: App, dependencies: ListenerDependencies): void {
  app.command(commands.deactivate, onCommand(dependencies));
  app.command(commands.reactivate, onCommand(dependencies));
  registerDeeds(app, dependencies);
  app.action({ type: 'block_actions', action_id: actions.deny }, onDeny(dependencies));
  app.action({ type: 'block_actions', action_id: actions.cancel }, onCancel(dependencies));
  app.action({ type: 'block_actions', action_id: actions.pick }, onPick(dependencies));
  app.action({ type: 'block_actions', action_id: actions.withdrawListed }, onWithdrawListed(dependencies));
  // Two buttons of one block need ids of their own.
  app.action({ type: 'block_actions', action_id: new RegExp(`^${actions.page}`) }, onPage(dependencies));
  app.action({ type: 'block_actions', action_id: actions.stop }, onStop(dependencies));
  app.action({ type: 'block_actions', action_id: actions.stopListed }, onStopListed(dependencies));
  app.view({ type: 'view_submission', callback_id: views.stop }, onStopReason(dependencies));
  registerForm(app, dependencies);
  registerSummary(app, dependencies);
  registerHoldings(app, dependencies);
  app.view({ type: 'view_submission', callback_id: views.denial }, onDenialReason(dependencies));
  app.action({ type: 'block_actions', action_id: actions.everybody }, onEverybody(dependencies));
  app.action(
    { type: 'block_actions', action_id: new RegExp(`^${actions.turnPeople}`) },
    onTurnPeople(dependencies),
  );
  app.action({ type: 'block_actions', action_id: actions.leaveOut }, onLeaveOut(dependencies));
  app.options({ type: 'block_suggestion', action_id: inputs.leaveOut }, onLeavingOptions(dependencies));
  app.view({ type: 'view_submission', callback_id: views.leaveOut }, onLeaving(dependencies));
}
