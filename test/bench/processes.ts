/** A process and all its descendants, read from /proc. */
import { readdir, readFile } from 'node:fs/promises';

/** Fields of `/proc/<pid>/stat`, from the third on: the name before them may contain anything. */
type Stat = readonly string[];

/** Ticks of a second in which Linux counts the time of processes. */
const TICKS = 100;

export async function treeOf(root: number): Promise<ReadonlyMap<number, Stat>> {
  const stats = new Map<number, Stat>();
  for (const entry of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const text = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
    if (text !== '') stats.set(Number(entry), text.slice(text.lastIndexOf(')') + 2).split(' '));
  }
  const belongs = (pid: number): boolean => pid === root || (stats.has(pid) && belongs(Number(stats.get(pid)?.[1])));
  return new Map([...stats].filter(([pid]) => belongs(pid)));
}

/** Seconds of CPU that they have used since their start, with those of descendants that have ended. */
export async function cpuSeconds(root: number): Promise<number> {
  let ticks = 0;
  for (const stat of (await treeOf(root)).values()) {
    for (const time of stat.slice(11, 15)) ticks += Number(time);
  }
  return ticks / TICKS;
}
