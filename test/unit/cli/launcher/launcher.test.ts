import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { isAlive } from '../../../e2e/evenkeel.ts';

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));

/** As npm does: a process that runs a command in a shell, and passes no signal on. */
const LAUNCHER = `require('node:child_process').spawn('sh', ['-c', process.argv[1]], { stdio: 'inherit' }); setInterval(() => {}, 1000);`;

describe('a command whose npm gets a signal of its own', () => {
  const started: ChildProcess[] = [];
  afterEach(() => {
    for (const each of started.splice(0)) each.kill('SIGKILL');
  });

  const start = async (environment: NodeJS.ProcessEnv) => {
    // What follows the command keeps the shell from becoming it.
    const command = `'${process.execPath}' --import tsx '${CHILD}'; exit $?`;
    const launcher = spawn(process.execPath, ['-e', LAUNCHER, command], {
      env: { ...process.env, NODE_OPTIONS: '', ...environment },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    started.push(launcher);
    const lines = createInterface({ input: launcher.stdout });
    const [first] = (await once(lines, 'line')) as [string];
    const [pid = 0, shell = 0] = first.split(' ').map(Number);
    return { launcher, lines, pid, shell };
  };

  it.each(['SIGHUP', 'SIGKILL', 'SIGTERM'] as const)('%s to npm ends it', async (signal) => {
    const { launcher, lines } = await start({ npm_command: 'exec' });
    launcher.kill(signal);
    expect(await once(lines, 'line')).toEqual(['gone']);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('%s, which npm passes on to the shell only, ends it', async (signal) => {
    const { lines, shell } = await start({ npm_command: 'exec' });
    // The first look at the shell comes before the signal.
    await new Promise((resolve) => setTimeout(resolve, 1200));
    process.kill(shell, signal);
    expect(await once(lines, 'line')).toEqual(['gone']);
  });

  it('goes on after it was stopped and continued, which wakes the shell too', async () => {
    const { pid } = await start({ npm_command: 'exec' });
    for (const ms of [300, 3000]) {
      await new Promise((resolve) => setTimeout(resolve, 1200));
      process.kill(pid, 'SIGSTOP');
      await new Promise((resolve) => setTimeout(resolve, ms));
      process.kill(pid, 'SIGCONT');
    }
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(isAlive(pid)).toBe(true);
    process.kill(pid, 'SIGKILL');
  }, 20_000);

  it('goes on if it was not npm that started it: its shell may have been left with nohup', async () => {
    const { launcher, pid } = await start({ npm_command: undefined });
    launcher.kill('SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(isAlive(pid)).toBe(true);
    process.kill(pid, 'SIGKILL');
  });
});
