import { DeliveryError } from '../requests/errors.ts';
import { mostOnCard, type MessageLocation, type TableKind } from '../requests/ports.ts';
import { isPermanent, reportUndelivered, type Delivery } from './undelivered.ts';

/** Everybody in a table beside the card, where Slack takes files and the card does not name them all. */
export async function sharePeople(delivery: Delivery, confirm: MessageLocation): Promise<void> {
  const { ports, request } = delivery;
  const isWanted = request.state === 'pending' && request.targets.length > mostOnCard;
  if (!ports.messenger.takesFiles || !isWanted) return;
  await shareTable(delivery, confirm, 'people', () => ports.messenger.uploadPeople(request));
}

/**
 * Tables in the thread, once each, where Slack takes files: what became of everybody, if the request was about many,
 * and of everything that was to change hands.
 */
export async function shareTables(delivery: Delivery, confirm: MessageLocation): Promise<void> {
  const { ports, request } = delivery;
  const isRun = request.state === 'done' || request.state === 'failed';
  if (!ports.messenger.takesFiles || !isRun) return;
  if (request.targets.length > 1) {
    await shareTable(delivery, confirm, 'results', () => ports.messenger.uploadResults(request));
  }
  if (request.tallies.length > 0) {
    await shareTable(delivery, confirm, 'handed_over', async () => {
      const items = (await ports.store.listItems(request.id)).filter(({ phase }) => phase !== 'access');
      return ports.messenger.uploadHandOver(request, items);
    });
  }
}

/** Who waits for a table should not wait in vain; what Slack does not take either is in the audit log alone. */
async function tellMissing(
  { ports, request }: Delivery,
  at: MessageLocation,
  kind: TableKind,
): Promise<void> {
  try {
    await ports.messenger.tellNoTable(request, kind, at);
  } catch (error) {
    if (!isPermanent(error)) throw error;
  }
}

/** What was uploaded is noted before it is shown, so that another try shows the same file and makes no second one. */
async function shareTable(
  { ports, request, sent }: Delivery,
  confirm: MessageLocation,
  kind: TableKind,
  upload: () => Promise<string>,
): Promise<void> {
  const { messenger, store } = ports;
  const known = sent.find((message) => message.kind === kind);
  let fileId: string | null = null;
  if (known) {
    if (known.version > 0 || !known.place) return;
    fileId = known.place.ts;
  }
  const ofRequest = { requestId: request.id, kind, recipient: '' } as const;
  try {
    if (fileId === null) {
      fileId = await upload();
      const place = { channel: confirm.channel, ts: fileId };
      await store.transaction((tx) => tx.recordMessage({ ...ofRequest, place, version: 0, shownAt: null }));
    }
    await messenger.shareTable(request, kind, fileId, confirm);
  } catch (error) {
    const isShown = error instanceof DeliveryError && error.code === 'no_answer' && fileId !== null;
    // Without an answer it is most likely shown: everything can be seen by a button, too.
    if (!isShown && !isPermanent(error)) throw error;
    if (error instanceof DeliveryError && !isShown) {
      await tellMissing({ ports, request, sent }, confirm, kind);
      await reportUndelivered(ports, request.id, { message: kind, code: error.code });
    }
  }
  await store.transaction(async (tx) => {
    await tx.recordMessage({ ...ofRequest, place: null, version: 0, shownAt: null });
    await tx.recordShown(ofRequest, request.version, ports.now());
  });
}
