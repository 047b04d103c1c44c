import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { evenkeelHere } from '../unit/cli/evenkeel-here.ts';
import { evenkeel } from './evenkeel.ts';

describe('invalid input', () => {
  it('reports every mistake of an experiment at once, each with its path', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'evenkeel-trouble-'));
    const file = join(folder, 'wrong.yaml');
    await writeFile(file, 'version: 1\nname: Not A Name\nphases: []\nsurprise: true\n');
    const run = await evenkeelHere(['chaos', 'validate', file]);
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
      const run = await evenkeelHere(arguments_);
      expect({ arguments_, exitCode: run.exitCode }).toEqual({ arguments_, exitCode: 2 });
    }
  }, 120_000);

  it('lists sabotages as objects with a name', async () => {
    const run = await evenkeelHere(['gameday', '--sabotage', 'list', '--json']);
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
});
