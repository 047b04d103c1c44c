import { createHash } from 'node:crypto';
import type { Experiment } from '../schemas/index.ts';
import { evidenceBytes } from '../schemas/evidence-files.ts';
import type { EvidenceFile } from './lines.ts';

/** SHA-256 of a file of a run directory, read as a stream. */
export async function fileDigest({ directory, file }: EvidenceFile): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of evidenceBytes(directory, file)) hash.update(chunk);
  return hash.digest('hex');
}

/** SHA-256 of an experiment, whatever the order of its fields. */
export function experimentDigest(experiment: Experiment): string {
  return createHash('sha256').update(JSON.stringify(experiment, inOrder)).digest('hex');
}

function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
