/** What the operating system says about the machine at one moment. Absent where it does not say. */
import { readdir, readFile, statfs } from 'node:fs/promises';
import { loadavg } from 'node:os';

export interface MachineReading {
  /** Nanoseconds for which the threads of this process ran, and waited for a core. */
  readonly threads?: { readonly ran: number; readonly waited: number };
  /** Ticks of all cores, and those that the hypervisor gave to others. */
  readonly ticks?: { readonly all: number; readonly stolen: number };
  /** Microseconds for which some work waited for memory, since the machine started. */
  readonly memoryStalledUs?: number;
  readonly freeDiskBytes?: number;
  readonly handles?: { readonly open: number; readonly limit: number };
  /** Average number of runnable processes in the last minute. */
  readonly load: number;
}

/** @param folder on the disk that the run writes to */
export async function readMachine(folder: string): Promise<MachineReading> {
  const [threads, ticks, memoryStalledUs, freeDiskBytes, handles] = await Promise.all(
    [threadTimes(), coreTicks(), memoryStall(), freeDisk(folder), openHandles()].map((one) =>
      (one as Promise<unknown>).catch(() => undefined),
    ),
  );
  return { threads, ticks, memoryStalledUs, freeDiskBytes, handles, load: loadavg()[0] ?? 0 } as MachineReading;
}

async function threadTimes(): Promise<MachineReading['threads']> {
  const ids = await readdir('/proc/self/task');
  let [ran, waited] = [0, 0];
  for (const id of ids) {
    // A thread may have ended since.
    const text = await readFile(`/proc/self/task/${id}/schedstat`, 'utf8').catch(() => '0 0');
    const [one = 0, other = 0] = text.split(' ').map(Number);
    ran += one;
    waited += other;
  }
  return { ran, waited };
}

/** The eighth column of the first line of /proc/stat is the time that was stolen. */
async function coreTicks(): Promise<MachineReading['ticks']> {
  const [line = ''] = (await readFile('/proc/stat', 'utf8')).split('\n');
  const ticks = line.split(/\s+/).slice(1, 9).map(Number);
  return { all: ticks.reduce((sum, each) => sum + each, 0), stolen: ticks[7] ?? 0 };
}

async function memoryStall(): Promise<number | undefined> {
  const total = /^some .*total=(\d+)/m.exec(await readFile('/proc/pressure/memory', 'utf8'))?.[1];
  return total === undefined ? undefined : Number(total);
}

async function freeDisk(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

async function openHandles(): Promise<MachineReading['handles']> {
  const [open, limits] = await Promise.all([readdir('/proc/self/fd'), readFile('/proc/self/limits', 'utf8')]);
  const limit = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  return limit === undefined ? undefined : { open: open.length, limit: Number(limit) };
}
