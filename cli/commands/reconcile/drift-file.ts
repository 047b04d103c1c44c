import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { type FoundDifference, shownJson } from '@evenkeel/reconciler';
import { usageFailure } from '../../failure.ts';

/** Characters gathered per write: a write per line would take longer than finding the difference. */
const CHARACTERS_PER_WRITE = 65_536;

type Report = (difference: FoundDifference) => Promise<void> | undefined;

/**
 * Writes the differences that `work` reports to a file, one JSON object per line. The file appears only when the work is
 * done; if the work fails, an existing file stays as it was.
 *
 * @throws CommandFailure exit 2 if the file cannot be written
 */
export async function withDriftFile<Result>(
  path: string | undefined,
  work: (report: Report | undefined) => Promise<Result>,
): Promise<Result> {
  if (path === undefined) return work(undefined);
  const unfinished = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  const file = await create(path, unfinished);
  // Rules that run at the same time add their lines one after another.
  let last = Promise.resolve();
  try {
    let lines = '';
    const write = (): Promise<void> => {
      const gathered = lines;
      lines = '';
      last = last.then(() => file.appendFile(gathered));
      return last;
    };
    const result = await work(({ rule, key, kind, fields, reason, cause }) => {
      const line = { rule, key, kind, fields, ...(reason !== undefined && { reason }), ...(cause && { cause }) };
      lines += `${shownJson(line)}\n`;
      return lines.length >= CHARACTERS_PER_WRITE ? write() : undefined;
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
  const found = await stat(path).catch(() => undefined);
  if (found !== undefined && !found.isFile()) throw usageFailure(`--drift ${path} is not a file: give the path of one`);
  try {
    return await open(unfinished, 'wx');
  } catch (error) {
    throw usageFailure(`--drift ${path} cannot be written: ${error instanceof Error ? error.message : ''}`, error);
  }
}
