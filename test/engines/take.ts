/** An engine for a test file: one of the Jest run's, or one of its own outside such a run. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineKind } from './start.ts';

export interface Engine {
  readonly url: string;
  /** To be called once nothing uses it any more. */
  readonly end: () => Promise<void>;
}

/** @param empty removes whatever the file has created, for the next one */
export async function takeEngine(kind: EngineKind, empty: (url: string) => Promise<void>): Promise<Engine> {
  const pool = process.env['EVENKEEL_TEST_ENGINES'];
  if (pool === undefined) return startOwn(kind);
  const answer = await fetch(`${pool}/${kind}`, { method: 'POST' });
  const url = await answer.text();
  if (!answer.ok) throw new Error(url);
  return {
    url,
    async end() {
      await empty(url);
      await fetch(`${pool}/${kind}`, { method: 'PUT', body: url });
    },
  };
}

async function startOwn(kind: EngineKind): Promise<Engine> {
  // Loaded only here, because every file with an engine loads this module anew.
  const { openChildren } = await import('../../local/children/index.ts');
  const { startEngine } = await import('./start.ts');
  const directory = await mkdtemp(join(tmpdir(), 'evenkeel-engine-'));
  const children = await openChildren(directory);
  return {
    url: await startEngine(kind, children, directory),
    async end() {
      await children.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
