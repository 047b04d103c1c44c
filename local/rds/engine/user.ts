import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';

export interface UnixUser {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root. It runs as the first of these users that exists instead. */
const STAND_INS = ['postgres', 'nobody'];

async function findUser(name: string): Promise<UnixUser | undefined> {
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const [, , uid, gid] = users.find(([user]) => user === name) ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

/** The user to run PostgreSQL as, or undefined for the current user. Only root needs a different one. */
export async function postgresUser(): Promise<UnixUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of STAND_INS) {
    const user = await findUser(name);
    if (user) return user;
  }
  execFileSync('useradd', ['--system', '--no-create-home', 'postgres'], { stdio: 'ignore' });
  const made = await findUser('postgres');
  if (made) return made;
  throw new Error('PostgreSQL does not run as root, and no other user could be created: run this as another user');
}
