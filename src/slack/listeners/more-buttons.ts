import { liftLimit } from '../../usecases/lift-limit.ts';
import { takeBack } from '../../usecases/take-back.ts';
import { undo } from '../../usecases/undo.ts';
import type { ListenerDependencies } from './answering.ts';
import { onClick } from './buttons.ts';

/** An approver takes the own approval back. */
export function onTakeBack(dependencies: ListenerDependencies) {
  const { ports, policy } = dependencies;
  return onClick(
    dependencies,
    ({ user, actions: [{ value = '' }] }) => takeBack(ports, policy, { requestId: value, actor: user.id }),
    async () => {},
  );
}

/** An approver lets a request go on beyond the limit for an hour. */
export function onGoOn(dependencies: ListenerDependencies) {
  const { ports, policy } = dependencies;
  return onClick(
    dependencies,
    ({ user, actions: [{ value = '' }] }) => liftLimit(ports, policy, { requestId: value, actor: user.id }),
    async () => {},
  );
}

/** Asks to give back what a request took; the answer to the requester and the new card follow by themselves. */
export function onUndo(dependencies: ListenerDependencies) {
  const { ports, policy } = dependencies;
  return onClick(
    dependencies,
    ({ user, response_url, actions: [{ value = '' }] }) =>
      undo(ports, policy, { requestId: value, actor: user.id, responseUrl: response_url }),
    async () => {},
  );
}
