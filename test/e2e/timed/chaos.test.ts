import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Running, repository } from '../evenkeel.ts';
import { isInUse, type KillStage, kill, openKillStage } from '../killing.ts';

/** The tests run in order: each starts from what the previous one left. */
let stage: KillStage;

beforeAll(async () => {
  stage = await openKillStage();
}, 90_000);

afterAll(() => stage.close());

describe('a run that is killed with -9 while the system is up in another process', () => {
  let run: Running;

  it('keeps a second run off the stage while it is alive, and the error names the holder', async () => {
    run = stage.run('quick');
    await run.says('phase refused');
    const second = await stage.run('quick').ended;
    expect(second.exitCode).toBe(2);
    expect(second.stderr).toMatch(/stage dev is in use by run r\w+ of quick, .*evenkeel chaos stop/);
  }, 60_000);

  it('leaves the system running, and a status that says what happened', async () => {
    await kill(run);
    expect((await fetch(`${stage.apiUrl}/products`, { headers: stage.headers })).status).toBe(200);
    const { armed, holder } = await stage.status();
    expect(armed).toMatchObject([{ faultId: 'sold-out', fault: 'port-answer' }]);
    expect(holder).toMatchObject({ experiment: 'quick', alive: false });
    expect(await stage.journal('quick')).toMatchObject({ status: 'interrupted', verdict: null });
    await sleep(1000);
    expect(isInUse(stage.folder)).toBe(false);
  }, 30_000);

  it('has nothing armed once the lease has ended, even though nobody disarmed it', async () => {
    const [fault] = (await stage.status()).armed;
    await sleep((fault?.secondsLeft ?? 0) * 1000 + 1000);
    expect((await stage.status()).armed).toEqual([]);
  }, 60_000);

  it('is reported by the next run, which passes', async () => {
    const next = await stage.run('quick').ended;
    expect(next.stderr).toMatch(/run r\w+ of quick by .* was killed/);
    const { verdict, reasons } = JSON.parse(next.stdout) as { verdict: string; reasons: string[] };
    expect({ verdict, reasons, exitCode: next.exitCode }).toMatchObject({ verdict: 'PASS', exitCode: 0 });
    expect(await stage.status()).toMatchObject({ armed: [], drift: [] });
    expect((await stage.status()).holder).toBeUndefined();
  }, 60_000);
});

describe('a system that is killed with -9', () => {
  it('is cleaned up by the next start, whose bug in the rollback a check of the stock finds', async () => {
    await kill(stage.up);
    const plan = {
      version: 1,
      name: 'refusals',
      title: 'A plan of my own',
      seed: 1,
      speed: 20,
      startMinute: 5,
      experiments: [join(repository, 'systems/commerce/experiments/risk_closed.yaml')],
    };
    await writeFile(join(stage.folder, 'refusals.yaml'), JSON.stringify(plan));
    const sabotaged = ['gameday', 'refusals.yaml', '--sabotage', 'warehouse-rollback-keeps-stock', '--json'];
    const next = await stage.evenkeel(sabotaged).ended;
    expect(next.stderr).toContain('cleaned up after 1 killed system');
    expect(next.exitCode).toBe(1);
    expect(JSON.parse(next.stdout)).toMatchObject({ verdict: 'FAIL' });
    const { checks } = await stage.journal('refusals');
    const culprit = checks.find((check) => check.result === 'invalid' && /stock/.test(check.name));
    expect(culprit?.evidence.length).toBeGreaterThan(0);
    expect(checks.find((check) => check.name === 'sabotage-reached')?.result).toBe('valid');
  }, 240_000);
});
