import { tick } from '../../usecases/tick.ts';
import { tryNow } from '../../usecases/try-now.ts';
import type { ListenerDependencies } from './answering.ts';
import { onClick } from './buttons.ts';

/** The button that says that what was left to do is done, on the card and on the result; both follow by themselves. */
export function onTick(dependencies: ListenerDependencies) {
  const { ports, policy } = dependencies;
  return onClick(
    dependencies,
    ({ user, actions: [{ value = '' }] }) => tick(ports, policy, { requestId: value, actor: user.id }),
    async () => {},
  );
}

/** The button that does not wait for the next try. */
export function onTryNow(dependencies: ListenerDependencies) {
  const { ports, policy } = dependencies;
  return onClick(
    dependencies,
    ({ user, actions: [{ value = '' }] }) => tryNow(ports, policy, { requestId: value, actor: user.id }),
    async () => {},
  );
}
