import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { usageFailure } from '../failure.ts';
import { type FoundSystem, loadSystem } from './definition.ts';
import { nearestDefinition } from './find-definition.ts';
import { shippedDefinition } from './shipped.ts';

const Named = z.object({ system: z.object({ name: z.string(), digest: z.string() }).nullable() });

/**
 * The definition that a run was judged by: the given one, the nearest, or the one that ships with evenkeel. Undefined if
 * the run has none, or its journal cannot be read.
 *
 * @throws CommandFailure exit 2 naming the system and its digest, if none of them is the run's
 */
export async function systemOfRun(directory: string, given: string | undefined): Promise<FoundSystem | undefined> {
  const named = await systemIn(directory);
  if (named === undefined) return undefined;
  const files = given === undefined ? [nearestDefinition(process.cwd()), await shippedDefinition()] : [given];
  const tried: string[] = [];
  for (const file of files) {
    if (file === undefined) continue;
    const system = await loadSystem(file);
    if (system.digest === named.digest) return system;
    tried.push(`${file} is ${system.definition.name} with the digest ${system.digest}`);
  }
  throw usageFailure(
    `${directory} was judged by the definition of ${named.name} with the digest ${named.digest}, and only that one can judge it again; ${tried.join('; ')}. ` +
      'Pass its file with --definition, as it was at the time of the run',
  );
}

async function systemIn(directory: string): Promise<{ readonly name: string; readonly digest: string } | undefined> {
  try {
    const { system } = Named.parse(JSON.parse(await readFile(join(directory, 'journal.json'), 'utf8')));
    return system ?? undefined;
  } catch {
    return undefined;
  }
}
