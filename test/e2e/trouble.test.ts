import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { evenkeel } from './evenkeel.ts';

const inFolder = () => mkdtemp(join(tmpdir(), 'evenkeel-trouble-'));

describe('invalid input', () => {
  it('reports every mistake of an experiment at once, each with its path', async () => {
    const folder = await inFolder();
    const file = join(folder, 'wrong.yaml');
    await writeFile(file, 'version: 1\nname: Not A Name\nphases: []\nsurprise: true\n');
    const run = await evenkeel(['chaos', 'validate', file]).ended;
    expect(run.exitCode).toBe(2);
    for (const path of ['name', 'phases', 'surprise', 'title', 'budgets']) expect(run.stderr).toContain(path);
  }, 60_000);

  it('refuses an unknown sabotage, plan and option with exit 2', async () => {
    for (const arguments_ of [
      ['gameday', '--sabotage', 'no-such'],
      ['gameday', 'no-such-plan'],
      ['gameday', '--no-such-option'],
      ['no-such-command'],
    ]) {
      const run = await evenkeel(arguments_).ended;
      expect({ arguments_, exitCode: run.exitCode }).toEqual({ arguments_, exitCode: 2 });
    }
  }, 120_000);

  it('lists sabotages as objects with a name', async () => {
    const run = await evenkeel(['gameday', '--sabotage', 'list', '--json']).ended;
    const names = (JSON.parse(run.stdout) as { name: string }[]).map((sabotage) => sabotage.name);
    expect(names).toEqual(
      expect.arrayContaining([
        'warehouse-rollback-keeps-stock',
        'error-alarm-removed',
        'payment-capture-not-idempotent',
      ]),
    );
  }, 60_000);
});

describe('a command that cannot complete', () => {
  it('says which port is taken, and leaves nothing running', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        resolve((server.address() as { port: number }).port);
      });
    });
    try {
      const run = await evenkeel(['up', '--port', String(port)]).ended;
      expect(run.exitCode).toBe(4);
      expect(run.stderr).toContain(String(port));
    } finally {
      server.close();
    }
  }, 120_000);

  it('exits with 130 on Ctrl-C, and marks its journal as interrupted', async () => {
    const folder = await inFolder();
    const run = evenkeel(['gameday', 'short'], { cwd: folder });
    await run.says('baseline');
    run.process.kill('SIGINT');
    expect((await run.ended).exitCode).toBe(130);
    const journal = JSON.parse(
      await readFile(join(folder, 'reports/runs/short/latest/journal.json'), 'utf8'),
    ) as object;
    expect(journal).toMatchObject({ status: 'interrupted' });
  }, 180_000);

  it('is cleaned up at the next start after kill -9', async () => {
    const killed = evenkeel(['up', '--json', '--no-data']);
    await killed.firstObject();
    killed.process.kill('SIGKILL');
    await killed.ended;
    const next = evenkeel(['up', '--json', '--no-data']);
    await next.firstObject();
    expect(next.stderr()).toContain('cleaned up');
    next.process.kill('SIGINT');
    expect((await next.ended).exitCode).toBe(130);
  }, 180_000);
});
