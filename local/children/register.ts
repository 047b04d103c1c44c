import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import * as z from 'zod';
import { identifyProcess, type ProcessIdentity, processIdentity } from './identity.ts';

const register = z.object({
  /** The process that started the others. */
  owner: processIdentity,
  children: z.array(
    processIdentity.extend({
      name: z.string(),
      endSignal: z.enum(['SIGTERM', 'SIGINT']),
      /** The child's own folder outside the directory, to be removed after it has ended. */
      scratch: z.string().optional(),
    }),
  ),
});
type Register = z.output<typeof register>;
export type RegisteredChild = Register['children'][number];

const fileOf = (directory: string): string => join(directory, 'children.json');

/** The register that an earlier process left in `directory`, or undefined if there is none that can be read. */
export async function readRegister(directory: string): Promise<Register | undefined> {
  try {
    return register.parse(JSON.parse(await readFile(fileOf(directory), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Records the running children, with this process as their owner. */
export async function writeRegister(directory: string, children: readonly RegisteredChild[]): Promise<void> {
  const owner: ProcessIdentity = (await identifyProcess(process.pid)) ?? { pid: process.pid, started: '' };
  await writeFileAtomic(fileOf(directory), `${JSON.stringify({ owner, children }, undefined, 2)}\n`);
}

export const removeRegister = (directory: string): Promise<void> => rm(fileOf(directory), { force: true });

export async function removeScratch({ scratch }: RegisteredChild): Promise<void> {
  if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
}
