import { DeliveryError } from '../requests/errors.ts';
import type { MessageLocation } from '../requests/ports.ts';
import { toDeliveryError, type SlackClients } from './client.ts';

export type FilesOut = {
  /** Gives Slack a file that nobody sees yet, and its id. */
  upload(name: string, content: string): Promise<string>;
  /** Shows the file in the thread of a message. */
  share(fileId: string, title: string, thread: MessageLocation): Promise<void>;
};

const timeoutMs = 20_000;

/**
 * Files go to Slack in three steps: an address is asked for, the bytes go there, and the file is shown. Each is
 * one attempt, and may throw a DeliveryError. https://docs.slack.dev/messaging/working-with-files#uploading_files
 */
export function createFilesOut({ writer }: Pick<SlackClients, 'writer'>, apiUrl: string): FilesOut {
  return {
    async upload(filename, content) {
      const bytes = Buffer.from(content);
      const method = 'files.getUploadURLExternal';
      const given = await orDeliveryError(method, () =>
        writer.files.getUploadURLExternal({ filename, length: bytes.length }),
      );
      const { upload_url: url, file_id: id } = given;
      if (!url || !id || !isSlacks(url, apiUrl)) throw new DeliveryError('no_location', { permanent: true });
      await send(url, bytes);
      return id;
    },
    async share(id, title, { channel, ts }) {
      await orDeliveryError('files.completeUploadExternal', () =>
        writer.files.completeUploadExternal({ files: [{ id, title }], channel_id: channel, thread_ts: ts }),
      );
    },
  };
}

async function orDeliveryError<T>(
  method: Parameters<typeof toDeliveryError>[1],
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toDeliveryError(error, method);
  }
}

async function send(url: string, bytes: Buffer): Promise<void> {
  let status: number;
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: new Uint8Array(bytes),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await answer.body?.cancel();
    status = answer.status;
  } catch {
    // Without the cause: it may quote the address, which is a key.
    throw new DeliveryError('no_answer', { permanent: false });
  }
  // A proxy that lets no file out says 4xx each time; a 5xx passes.
  const permanent = status >= 400 && status < 500 && status !== 408 && status !== 429;
  if (status >= 400) throw new DeliveryError(`http_${status}`, { permanent });
}

/** Results are nobody else's business. Beside a simulator, its own addresses are good too. */
function isSlacks(url: string, apiUrl: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, hostname } = new URL(url);
  if (host === new URL(apiUrl).host) return true;
  return protocol === 'https:' && /(^|\.)slack(-gov)?\.com$/u.test(hostname);
}
