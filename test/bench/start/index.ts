/** How long the installed command takes to start, compared with a Node.js process that does nothing. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { x } from 'tinyexec';
import { installPackage } from '../../package.ts';
import type { Figure } from '../figure.ts';
import { median } from '../reconcile/rounds.ts';

/** The number of starts of each kind. They alternate, so that a busy machine slows both. */
const ROUNDS = 15;

export async function startBench(): Promise<readonly Figure[]> {
  const project = await mkdtemp(join(tmpdir(), 'evenkeel-bench-'));
  try {
    const bin = await installPackage(project);
    const time = async (...command: readonly string[]) => {
      const began = performance.now();
      await x(process.execPath, [...command], { throwOnError: true, nodeOptions: { cwd: project } });
      return performance.now() - began;
    };
    const bare: number[] = [];
    const help: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      bare.push(await time('-e', '0'));
      help.push(await time(bin, '--help'));
    }
    return [
      {
        name: 'start: `evenkeel --help`, installed',
        value: median(help),
        unit: 'ms',
        floor: median(bare),
        goal: 5,
        of: 'floor',
      },
    ];
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}
