import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestLine, readEvidence, sealsOf } from '../../../chaos/evidence/index.ts';
import { judge } from '../../../chaos/judge.ts';
import type { Journal } from '../../../chaos/schemas/index.ts';
import type { LoadedSystem } from '../../../chaos/system/index.ts';
import { sample } from './sample-system.ts';

/** The definition by which the run is judged. */
export const system = { definition: sample, digest: '5a' };

/** Judges a run directory as it is now, writes the verdict into its journal, and seals it: as the end of a run does. */
export async function judgeRun(directory: string, loaded: LoadedSystem = system): Promise<void> {
  await sealRun(directory, { checks: [], verdict: null, reasons: [] });
  const { verdict, checks, reasons } = judge(await readEvidence(directory, loaded));
  await sealRun(directory, { verdict, checks: [...checks], reasons: [...reasons] });
}

/** Seals a run directory as it is now, as the end of a run does, or as somebody who forges evidence would. */
export async function sealRun(directory: string, changes: Partial<Journal> = {}): Promise<void> {
  const path = join(directory, 'journal.json');
  const journal = JSON.parse(await readFile(path, 'utf8')) as object;
  const text = `${JSON.stringify({ ...journal, ...changes, seals: await sealsOf(directory) }, null, 2)}\n`;
  await writeFile(path, text);
  await writeFile(join(directory, 'journal.sha256'), digestLine(createHash('sha256').update(text).digest('hex')));
}
