import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { type FoundDifference, shownJson } from '../../../reconciler/index.ts';
import { usageFailure } from '../../failure.ts';

/** Characters that are gathered before they are written: a write for each line would take longer than to find it. */
const AT_ONCE = 65_536;

type Tell = (difference: FoundDifference) => Promise<void> | undefined;

/**
 * Writes the differences that `work` tells to a file, one JSON object a line. The file is there in full once the work
 * is done; where it fails, whatever was there before is left as it was.
 *
 * @throws CommandFailure exit 2 where no file can be written there
 */
export async function withDriftFile<Result>(
  path: string | undefined,
  work: (tell: Tell | undefined) => Promise<Result>,
): Promise<Result> {
  if (path === undefined) return work(undefined);
  const unfinished = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  const file = await create(path, unfinished);
  // Rules that run at once add their lines one after another.
  let last = Promise.resolve();
  try {
    let lines = '';
    const write = (): Promise<void> => {
      const gathered = lines;
      lines = '';
      last = last.then(() => file.appendFile(gathered));
      return last;
    };
    const result = await work(({ rule, key, kind, fields, reason }) => {
      lines += `${shownJson({ rule, key, kind, fields, ...(reason !== undefined && { reason }) })}\n`;
      return lines.length >= AT_ONCE ? write() : undefined;
    });
    await write();
    await file.sync();
    await file.close();
    await rename(unfinished, path);
    return result;
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function create(path: string, unfinished: string): Promise<FileHandle> {
  try {
    return await open(unfinished, 'wx');
  } catch (error) {
    throw usageFailure(`--drift ${path} cannot be written: ${error instanceof Error ? error.message : ''}`, error);
  }
}
