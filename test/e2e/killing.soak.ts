/** Kills a run in each of its parts; the next run must pass each time. */
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { evenkeel, isAlive, ownCache, type Running } from './evenkeel.ts';
import { enginesOf, isInUse, type KillStage, kill, openKillStage } from './killing.ts';

describe('a run that ends early', () => {
  let stage: KillStage;

  beforeAll(async () => {
    stage = await openKillStage();
  }, 90_000);

  afterAll(() => stage.close());

  it.each([
    ['before the load', 'starting the load', 0],
    ['in its first phase', 'phase refused', 1500],
    ['in the drain', 'phase refused', 7000],
    ['with its drift seeded', 'waiting 160 virtual s before the reconciler', 1000],
    ['while the reconciler runs', 'waiting for the reconciler', 300],
    ['near its end', 'reconcile run', 0],
  ])(
    'killed with -9 %s, leaves nothing that the next run does not clean up',
    async (_when, says, laterMs) => {
      const run = stage.run('whole');
      await run.says(says);
      await sleep(laterMs);
      await kill(run);
      const drifted = says.startsWith('waiting 160');
      const { drift } = await stage.status();
      expect(drift.length > 0).toBe(says.startsWith('waiting') || says.startsWith('reconcile'));

      const next = await stage.run('quick').ended;
      expect(next.stderr).toContain('was killed');
      if (drifted) expect(next.stderr).toContain('undid leftover drift');
      const { verdict, reasons } = JSON.parse(next.stdout) as { verdict: string; reasons: string[] };
      expect({ verdict, reasons }).toMatchObject({ verdict: 'PASS' });
      expect(await stage.status()).toMatchObject({ armed: [], drift: [] });
      expect(await stage.journal('whole')).toMatchObject({ status: 'interrupted' });
      const reconciled = await stage.evenkeel(['reconcile', '--json']).ended;
      expect(JSON.parse(reconciled.stdout)).toMatchObject({ outcome: 'clean' });
    },
    180_000,
  );

  it.each<[how: string, experiment: 'quick' | 'failing', says: string, end: (run: Running) => void, exitCode: number]>([
    ['by Ctrl-C', 'quick', 'phase refused', ({ process }) => process.kill('SIGINT'), 130],
    ['by SIGTERM', 'quick', 'phase refused', ({ process }) => process.kill('SIGTERM'), 130],
    ['by a lost terminal', 'quick', 'phase refused', ({ process }) => process.kill('SIGHUP'), 130],
    ['by a closed pipe, which it notices at its next line', 'quick', 'starting the load', closeOutput, 130],
    ['by an uncaught error', 'failing', 'phase refused', () => undefined, 4],
  ])(
    'ended %s, disarms its faults, ends its load, releases the stage, and says so in its journal',
    async (_how, experiment, says, end, exitCode) => {
      const run = stage.run(experiment);
      await run.says(says);
      end(run);
      expect(await run.ended).toMatchObject({ exitCode });
      const left = await stage.status();
      expect(left).toMatchObject({ armed: [], drift: [] });
      expect(left).not.toHaveProperty('holder');
      expect(await stage.journal(experiment)).toMatchObject({ status: 'interrupted', verdict: null });
      expect(isInUse(stage.folder)).toBe(false);
    },
    60_000,
  );

  it('takes the system with it that it started, if Ctrl-C ends it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'evenkeel-interrupted-'));
    const cache = await ownCache(folder);
    const run = evenkeel(['gameday', 'short'], { cwd: folder, env: { EVENKEEL_CACHE: cache } });
    await run.says('baseline');
    const started = enginesOf(cache, run);
    expect(started.length).toBeGreaterThan(0);
    run.process.kill('SIGINT');
    expect(await run.ended).toMatchObject({ exitCode: 130 });
    const journal = await readFile(join(folder, 'reports/runs/short/latest/journal.json'), 'utf8');
    expect(JSON.parse(journal)).toMatchObject({ status: 'interrupted', verdict: null });
    expect(started.filter(({ pid }) => isAlive(pid))).toEqual([]);
  }, 180_000);
});

function closeOutput({ process: { stdout, stderr } }: Running): void {
  stdout?.destroy();
  stderr?.destroy();
}
