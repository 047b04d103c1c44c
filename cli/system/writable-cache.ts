import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { brokenHarness } from '../failure.ts';
import { cacheDirectory } from '../places.ts';
import { messageOf } from '../trouble.ts';

/**
 * Systems and runs record themselves in the cache folder, so that a later command can clean up after one that was killed.
 *
 * @throws CommandFailure exit 4 if nothing can be written there; nothing was started
 */
export async function demandWritableCache(folder: string = cacheDirectory()): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await rm(await mkdtemp(join(folder, '.writable-')), { recursive: true });
  } catch (error) {
    const reason = messageOf(error);
    throw brokenHarness(
      `the cache folder ${folder} cannot be written to (${reason}). Set EVENKEEL_CACHE to a folder of your own`,
      error,
    );
  }
}
