import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';

export interface UnixUser {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: as whom it runs then, the first of these that the machine knows. */
const STAND_INS = ['postgres', 'nobody'];

async function findUser(name: string): Promise<UnixUser | undefined> {
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const [, , uid, gid] = users.find(([user]) => user === name) ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

/** As whom PostgreSQL shall run: undefined for as ourselves; a user of its own where we are root. */
export async function postgresUser(): Promise<UnixUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of STAND_INS) {
    const user = await findUser(name);
    if (user) return user;
  }
  execFileSync('useradd', ['--system', '--no-create-home', 'postgres'], { stdio: 'ignore' });
  const made = await findUser('postgres');
  if (made) return made;
  throw new Error('PostgreSQL does not run as root, and no other user could be made: run this as another user.');
}
