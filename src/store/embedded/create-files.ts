/**
 * The process of create-data.ts: makes the database's files in the folder that its argument names, which is not
 * there yet. It ends with the process that started it.
 */
import { durableFiles } from './durable-files.ts';
import { openFiles } from './open-files.ts';

process.once('disconnect', () => process.exit(1));
process.umask(0o077);

const [, , folder = ''] = process.argv;
const engine = await openFiles(durableFiles(folder));
await engine.close();
process.exit(0);
