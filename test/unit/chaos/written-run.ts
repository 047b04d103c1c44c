import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRunDirectory } from '../../../chaos/runner/run-directory.ts';
import { judgeRun } from './seal-run.ts';
import { drifted, events, history, journal, ledger, reconcile, snapshot } from './sound-run.ts';
import { writeK6Files } from './k6-files.ts';
import { writeSnapshot } from './write-snapshot.ts';

/** Writes the sound run into a new directory, and seals it. @returns its path */
export async function writeSoundRun(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'run-directory-'));
  const directory = await openRunDirectory(path);
  await directory.events(events);
  await directory.history(history);
  directory.count(await writeSnapshot(path, snapshot('before', 0, [])));
  for (const one of [snapshot('drained', 16), drifted(), snapshot('end', 25)]) {
    directory.count(await writeSnapshot(path, one));
  }
  await directory.reconcile(reconcile, ledger);
  await writeK6Files(path, journal, history);
  await directory.journal({ ...journal, counts: { ...directory.counts } });
  await judgeRun(path);
  return path;
}
