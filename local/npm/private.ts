import { lstat } from 'node:fs/promises';

/** Whether only this user can replace what is at the path, so that it is safe to run. */
export async function isPrivate(path: string): Promise<boolean> {
  const user = process.getuid?.();
  if (user === undefined) return true;
  const { uid, mode } = await lstat(path);
  return uid === user && (mode & 0o022) === 0;
}
