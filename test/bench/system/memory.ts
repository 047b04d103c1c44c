import { readFile } from 'node:fs/promises';
import { treeOf } from '../processes.ts';

const EVERY_MS = 2000;

/** The peak resident memory of a process and all its descendants, sampled from /proc every two seconds. */
export class PeakMemory {
  readonly #root: number;
  readonly #timer: NodeJS.Timeout;
  #peak = 0;

  constructor(root: number) {
    this.#root = root;
    this.#timer = setInterval(() => void this.#look(), EVERY_MS);
  }

  /** @returns megabytes */
  async end(): Promise<number> {
    clearInterval(this.#timer);
    await this.#look();
    return this.#peak;
  }

  async #look(): Promise<void> {
    this.#peak = Math.max(this.#peak, await residentMegabytes(this.#root));
  }
}

async function residentMegabytes(root: number): Promise<number> {
  const sizes = await Promise.all(
    [...(await treeOf(root)).keys()].map(async (pid) => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
      return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
