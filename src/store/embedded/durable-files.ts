import { fsyncSync } from 'node:fs';

import { PGlite, type PGliteOptions } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

/** Files for the embedded engine, and how often it had them written through to the disk. */
export type DurableFiles = { readonly fs: NonNullable<PGliteOptions['fs']>; readonly fsyncs: () => number };

/**
 * PGlite's own file system answers to fsync without doing it, so a power loss would take acknowledged
 * commits along, or the whole database (electric-sql/pglite issue 1107). This one does it. The hook sits on
 * PGlite's insides: its version is pinned, and `assertDurable` refuses one where the hook has no effect.
 */
export function durableFiles(pgdata: string): DurableFiles {
  const fs = new NodeFS(pgdata);
  const init = fs.init.bind(fs);
  let fsyncs = 0;
  fs.init = async (engine, options) => {
    const { emscriptenOpts } = await init(engine, options);
    const preRun = emscriptenOpts.preRun ?? [];
    emscriptenOpts.preRun = [
      ...preRun,
      (module) => {
        const { node } = module.FS.lookupPath(PGlite.paths.PGDATA, {});
        const { setattr } = node.node_ops;
        Object.assign(node.node_ops, {
          // The engine gives new files a mode that lets everybody read some of them, whatever the umask is.
          setattr: (file: unknown, attributes: { readonly mode?: number }): void =>
            setattr(file, attributes.mode ? { ...attributes, mode: attributes.mode & ~0o077 } : attributes),
        });
        Object.assign(node.stream_ops, {
          fsync: (stream: { readonly nfd: number }): number => {
            fsyncSync(stream.nfd);
            fsyncs += 1;
            return 0;
          },
        });
      },
    ];
    return { emscriptenOpts };
  };
  return { fs, fsyncs: () => fsyncs };
}

/** Commits something and looks whether that reached the disk. @throws when it did not. */
export async function assertDurable(engine: PGlite, files: DurableFiles): Promise<void> {
  const before = files.fsyncs();
  await engine.exec(`
    create table if not exists fsync_probe (at timestamptz);
    insert into fsync_probe values (now());
    truncate fsync_probe`);
  if (files.fsyncs() === before) {
    throw new Error('the embedded engine does not write its commits through to the disk; it would lose data');
  }
}
