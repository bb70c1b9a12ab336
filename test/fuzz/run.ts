/** `npm run fuzz`: the properties of test/fuzz and test/model, as often as one likes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { z } from 'zod';

/** Each file of properties by its name alone. */
const files = new Map(
  ['test/fuzz', 'test/model'].flatMap((folder) =>
    readdirSync(folder).flatMap((file): (readonly [string, string])[] => {
      const name = /^(?<name>.+)\.test\.ts$/u.exec(file)?.groups?.['name'];
      return name === undefined ? [] : [[name, `${folder}/${file}`]];
    }),
  ),
);

const usage = `npm run fuzz -- [--count <n>] [--seed <n>] [--only <what>]
    --count  how many tries; what costs more than a call of a function gets a part of them. 10000 without it
    --seed   repeats a run; another one each time without it
    --only   ${[...files.keys()].join(', ')}
`;

const options = z.object({
  count: z
    .string()
    .regex(/^[1-9]\d*$/)
    .default('10000'),
  seed: z
    .string()
    .regex(/^-?\d+$/)
    .default(() => String(Math.floor(Math.random() * 2 ** 31))),
  only: z.enum([...files.keys()]).optional(),
});

function readOptions(): z.infer<typeof options> | null {
  const text = { type: 'string' } as const;
  try {
    return options.parse(parseArgs({ options: { count: text, seed: text, only: text } }).values);
  } catch {
    return null;
  }
}

const asked = readOptions();
if (asked) {
  const { count, seed, only } = asked;
  console.log(`seed ${seed}`);
  const chosen = only ? [files.get(only) ?? ''] : [...files.values()];
  const env = { ...process.env, FUZZ_COUNT: count, FUZZ_SEED: seed };
  const [status] = await once(spawn('vitest', ['run', ...chosen], { env, stdio: 'inherit' }), 'exit');
  process.exitCode = status === 0 ? 0 : 1;
} else {
  console.error(usage);
  process.exitCode = 2;
}
