import { readFileSync } from 'node:fs';

import { parse } from 'yaml';

import { manifestSchema, type Manifest } from './state/records.ts';

/** Reads an app manifest in YAML; throws when it lacks a name or the bot scopes. */
export function readManifest(path: string): Manifest {
  return manifestSchema.parse(parse(readFileSync(path, 'utf8')));
}
