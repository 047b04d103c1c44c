/** Some of the adversary's changes of a run of the shop, each written and read once: mutation runs judge them often. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Evidence } from '../../../../chaos/evidence/index.ts';
import { checkRun } from '../../../../chaos/judge.ts';
import { changesOf } from '../../../adversary/bench.ts';
import { derivedKinds, namedKinds } from '../../../adversary/kinds/index.ts';
import { writeRunFiles } from '../../../adversary/run-files.ts';
import { shopRun, system } from '../../../adversary/shop-run.ts';

const SEED = 1;

/**
 * The evidence of each changed run that can be judged, by the kind of the change.
 *
 * @param names of the kinds to try; a name that no kind has is left out
 */
export async function attackedRuns(names: ReadonlySet<string>): Promise<ReadonlyMap<string, Evidence>> {
  const files = await shopRun();
  const directory = await mkdtemp(join(tmpdir(), 'attacked-'));
  await writeRunFiles(directory, files);
  const read = new Map<string, Evidence>();
  const kinds = [...namedKinds, ...derivedKinds(files)].filter(({ name }) => names.has(name));
  for (const kind of kinds) {
    const changed = changesOf(files, kind, { seed: SEED, resealed: true });
    if (changed === undefined) continue;
    await writeRunFiles(directory, changed);
    const { evidence } = await checkRun(directory, system).catch(() => ({ evidence: undefined }));
    if (evidence !== undefined) read.set(kind.name, evidence);
    await writeRunFiles(directory, new Map([...changed.keys()].map((name) => [name, files.get(name)])));
  }
  await rm(directory, { recursive: true });
  return read;
}
