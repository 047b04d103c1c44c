import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../../../infra/synthesize.ts';
import type { Figure } from '../figure.ts';

/** Synthesis and bundling without a cache, and the size of their output. */
export async function bundles(): Promise<{ readonly synthesisSeconds: number; readonly figures: readonly Figure[] }> {
  const cacheDirectory = await mkdtemp(join(tmpdir(), 'evenkeel-bench-'));
  try {
    const began = performance.now();
    const { assembly } = await synthesize({ stage: 'dev', cacheDirectory });
    const synthesisSeconds = (performance.now() - began) / 1000;
    const kilobytes = await Promise.all(
      (await readdir(assembly))
        .filter((name) => name.startsWith('asset.'))
        .map(async (name) => (await stat(join(assembly, name, 'index.mjs')).catch(() => ({ size: 0 }))).size / 1024),
    );
    const largest = { name: 'largest function bundle', value: Math.max(...kilobytes), unit: 'KB', goal: 850 };
    return { synthesisSeconds, figures: [largest] };
  } finally {
    await rm(cacheDirectory, { recursive: true, force: true });
  }
}
