import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Ground, isInUse, kill, openGround } from './killing.ts';
import { evenkeel, type Running } from './evenkeel.ts';

/** One story, told in order: the run of each test is what the test before left. */
describe('a run that is killed with -9 while the system is up in another process', () => {
  let ground: Ground;
  let run: Running;

  beforeAll(async () => {
    ground = await openGround();
  }, 90_000);

  afterAll(() => ground.close());

  it('keeps a second run off the stage while it lives, and says who holds it', async () => {
    run = ground.run('quick');
    await run.says('phase refused');
    const second = await ground.run('quick').ended;
    expect(second.exitCode).toBe(2);
    expect(second.stderr).toMatch(/stage dev is in use by run r\w+ of quick, .*evenkeel chaos stop/);
  }, 30_000);

  it('leaves a system that lives on, and a status that says what happened', async () => {
    await kill(run);
    expect((await fetch(`${ground.apiUrl}/products`, { headers: ground.headers })).status).toBe(200);
    const { armed, holder } = await ground.status();
    expect(armed).toMatchObject([{ faultId: 'sold-out', fault: 'out-of-stock' }]);
    expect(holder).toMatchObject({ experiment: 'quick', alive: false });
    expect(await ground.journal('quick')).toMatchObject({ status: 'interrupted', verdict: null });
    await sleep(1000);
    expect(isInUse(ground.folder)).toBe(false);
  }, 30_000);

  it('has nothing armed when the lease has ended, though nobody took it away', async () => {
    const [fault] = (await ground.status()).armed;
    await sleep((fault?.secondsLeft ?? 0) * 1000 + 1000);
    expect((await ground.status()).armed).toEqual([]);
  }, 30_000);

  it('is told of by the next run, which is sound', async () => {
    const next = await ground.run('quick').ended;
    expect(next.stderr).toMatch(/run r\w+ of quick by .* was killed/);
    const { verdict, reasons } = JSON.parse(next.stdout) as { verdict: string; reasons: string[] };
    expect({ verdict, reasons, exitCode: next.exitCode }).toMatchObject({ verdict: 'PASS', exitCode: 0 });
    expect(await ground.status()).toMatchObject({ armed: [], drift: [] });
    expect((await ground.status()).holder).toBeUndefined();
  }, 60_000);

  it('ends in good order instead when it is told to stop', async () => {
    run = ground.run('quick');
    await run.says('phase refused');
    const stopped = await evenkeel(['chaos', 'stop', '--json'], { cwd: ground.folder }).ended;
    expect(JSON.parse(stopped.stdout)).toMatchObject({ ended: ['sold-out'], run: { alive: true } });
    const { exitCode, stdout } = await run.ended;
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'INVALID' });
    expect(exitCode).toBe(3);
    expect(await ground.journal('quick')).toMatchObject({ status: 'stopped' });
  }, 60_000);
});
