/** Runs the child until it ends or is killed, and returns what it wrote. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { x } from 'tinyexec';
import type { ShopAddress } from '../copies.ts';
import type { KillPoint } from './writes.ts';

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));

interface ChildOrder {
  readonly address: ShopAddress;
  readonly start: number;
  readonly point?: KillPoint;
  readonly work: { readonly kind: 'run'; readonly runId: string } | { kind: 'undo'; runId: string; undoId: string };
}

export interface Child {
  /** The purposes of the writes that it began, in order. @throws Error if it ended in an unexpected way */
  start(order: ChildOrder): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Bundles the child once, so that its processes start quickly. */
export async function bundleChild(): Promise<Child> {
  const directory = await mkdtemp(join(tmpdir(), 'evenkeel-kill-'));
  const file = join(directory, 'child.mjs');
  await build({
    entryPoints: [CHILD],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
    logLevel: 'silent',
  });
  return {
    async start(order) {
      const child = x(process.execPath, [file, JSON.stringify(order)]);
      const { stdout, stderr } = await child;
      const ended = child.process?.signalCode ?? child.exitCode;
      const expected = order.point === undefined ? 0 : 'SIGKILL';
      const isAllowed = ended === expected || (order.point?.mayEnd === true && ended === 0);
      if (!isAllowed) throw new Error(`The child ended by ${String(ended)}, not ${expected}: ${stderr}`);
      return stdout.split('\n').filter((line) => line !== '');
    },
    close: () => rm(directory, { recursive: true, force: true }),
  };
}
