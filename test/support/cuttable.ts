import { connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be cut and mended. */
export type Cuttable = {
  /** The same address with this way's port. */
  readonly url: string;
  /** Ends every connection, and takes no new ones. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
};

/** Opens a way of its own to the server of this address, on a free port of this machine. */
export async function cuttable(address: string): Promise<Cuttable> {
  const to = new URL(address);
  const port = Number(to.port || 5432);
  // A folder with a socket, as libpq has it: https://www.postgresql.org/docs/current/libpq-connect.html
  const folder = to.searchParams.get('host');
  const open = new Set<Socket>();
  let isCut = false;
  const server = createServer((incoming) => {
    if (isCut) {
      incoming.destroy();
      return;
    }
    const outgoing = folder === null ? connect(port, to.hostname) : connect(`${folder}/.s.PGSQL.${port}`);
    for (const socket of [incoming, outgoing]) {
      open.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        open.delete(socket);
        incoming.destroy();
        outgoing.destroy();
      });
    }
    incoming.pipe(outgoing).pipe(incoming);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const own = server.address();
  const url = new URL(address);
  url.searchParams.delete('host');
  url.hostname = '127.0.0.1';
  url.port = String(typeof own === 'object' && own ? own.port : 0);
  const end = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: url.href,
    cut() {
      isCut = true;
      end();
    },
    mend() {
      isCut = false;
    },
    async close() {
      end();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}
