import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EVIDENCE_VERSION, numberedLines, type Snapshot } from '../../../chaos/schemas/index.ts';

/** Writes a snapshot as a run does. @returns the entries of each file */
export async function writeSnapshot(path: string, { name, at, views }: Snapshot): Promise<Record<string, number>> {
  await mkdir(join(path, 'state', name), { recursive: true });
  const counts: Record<string, number> = { [`state/${name}/snapshot.json`]: views.size };
  for (const [view, records] of views) {
    const file = `state/${name}/${view}.ndjson`;
    await writeFile(join(path, file), numberedLines([...records.values()]));
    counts[file] = records.size;
  }
  const header = { version: EVIDENCE_VERSION, name, at, views: [...views.keys()] };
  await writeFile(join(path, `state/${name}/snapshot.json`), JSON.stringify(header));
  return counts;
}
