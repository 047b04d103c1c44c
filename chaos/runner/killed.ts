import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { Journal } from '../schemas/index.ts';

/**
 * Writes into a journal that still says `running` that its run was killed: the process that would have, is gone.
 *
 * @returns whether there was such a journal
 */
export async function markKilled(directory: string): Promise<boolean> {
  const path = join(directory, 'journal.json');
  let journal: Journal;
  try {
    journal = Journal.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return false;
  }
  if (journal.status !== 'running') return false;
  const reasons = ['The run was killed; a later command ended what it had left.'];
  const marked: Journal = { ...journal, status: 'interrupted', endedAt: new Date().toISOString(), reasons };
  await writeFileAtomic(path, `${JSON.stringify(marked, null, 2)}\n`);
  return true;
}
