import { checkDenial, decide } from '../../usecases/decide.ts';
import { blocks, inputs } from '../ids.ts';
import { denialView, waitView } from '../views/denial.ts';
import type { ListenerDependencies } from './answering.ts';
import { onOpening, onReason } from './window.ts';

/** The deny button: the form comes once it may be used. */
export function onDeny(dependencies: ListenerDependencies) {
  const { ports, policy, texts } = dependencies;
  return onOpening(
    dependencies,
    () => waitView(texts),
    async (requestId, actor) => {
      const request = await checkDenial(ports, policy, { requestId, actor });
      const profile = await ports.people.profile(request.requester).catch(() => null);
      return denialView(request, profile?.name ?? null, texts);
    },
  );
}

/** The reason was sent. */
export function onDenialReason(dependencies: ListenerDependencies) {
  const { ports, policy, texts } = dependencies;
  const { saved } = texts.denial;
  return onReason(
    dependencies,
    { block: blocks.denialReason, input: inputs.denialReason, saved },
    ({ user, view }, reason) =>
      decide(ports, policy, {
        requestId: view.private_metadata,
        actor: user.id,
        verdict: 'deny',
        reason,
      }),
  );
}
