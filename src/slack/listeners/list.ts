import { cancel } from '../../usecases/cancel.ts';
import { listRequests } from '../../usecases/list-requests.ts';
import { listedPayload, listingPayload } from '../payloads.ts';
import { cancelledLine } from '../views/answers.ts';
import { listAnswer } from '../views/list.ts';
import type { ListenerDependencies } from './answering.ts';
import { onClick, replace } from './buttons.ts';

/** Next and Back under a list: another page in its place. */
export function onPage(dependencies: ListenerDependencies) {
  const { ports, policy, texts, workspaceUrl } = dependencies;
  return onClick(
    dependencies,
    ({ user, actions: [{ value }] }) => listRequests(ports, policy, user.id, listingPayload.parse(value)),
    (page, payload) => replace(dependencies, payload, listAnswer(page, workspaceUrl, texts)),
  );
}

/** The withdraw button of a list, in whose place the list stands as it is then. */
export function onWithdrawListed(dependencies: ListenerDependencies) {
  const { ports, policy, texts, workspaceUrl } = dependencies;
  return onClick(
    dependencies,
    async ({ user, actions: [{ value }] }) => {
      const { requestId, ...listing } = listedPayload.parse(value);
      const request = await cancel(ports, policy, { requestId, actor: user.id });
      return { request, page: await listRequests(ports, policy, user.id, listing) };
    },
    ({ request, page }, payload) => {
      const first = cancelledLine(request, texts);
      return replace(dependencies, payload, listAnswer(page, workspaceUrl, texts, first));
    },
  );
}
