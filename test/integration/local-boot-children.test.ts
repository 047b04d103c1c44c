/** The engines' processes end with this one, and the next run ends any that an earlier run left. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { identifyProcess, isRunning, type ProcessIdentity } from '../../local/children/identity.ts';
import { DirectoryInUseError, openChildren, reapStale } from '../../local/children/index.ts';

let directory: string;

const sleeper = { name: 'sleeper', command: 'sleep', args: ['600'], endSignal: 'SIGTERM' } as const;

async function registered(): Promise<ProcessIdentity> {
  const { children } = JSON.parse(await readFile(join(directory, 'children.json'), 'utf8')) as {
    readonly children: readonly ProcessIdentity[];
  };
  return children[0]!;
}

async function untilEnded(child: ProcessIdentity): Promise<boolean> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (!(await isRunning(child))) return true;
    await wait(25);
  }
  return false;
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'evenkeel-children-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

describe('child processes', () => {
  it('end when they are closed, and their scratch folders are removed', async () => {
    const scratch = join(directory, 'scratch');
    await mkdir(scratch);
    const children = await openChildren(directory);
    await children.start({ ...sleeper, scratch });
    const child = await registered();
    expect(await isRunning(child)).toBe(true);
    await children.close();
    expect([await isRunning(child), existsSync(scratch), existsSync(join(directory, 'children.json'))]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('do not outlive a close that came while they started', async () => {
    const children = await openChildren(directory);
    const starting = children.start(sleeper).catch((error: unknown) => error);
    await children.close();
    expect(String(await starting)).toContain('sleeper is not started: the system is closing');
    await expect(children.start(sleeper)).rejects.toThrow('the system is closing');
    expect(existsSync(join(directory, 'children.json'))).toBe(false);
  });

  it('are reported if they end although nobody asked them to', async () => {
    const children = await openChildren(directory);
    const { failed } = await children.start(sleeper);
    process.kill((await registered()).pid, 'SIGKILL');
    await expect(failed).rejects.toThrow('sleeper ended (SIGKILL)');
    expect(children.died()).toEqual([{ name: 'sleeper', how: 'SIGKILL' }]);
    await children.start(sleeper);
    await children.close();
    expect(children.died()).toHaveLength(1);
  });

  it('report why they could not be started, and their last output when they end', async () => {
    const children = await openChildren(directory);
    await expect(children.start({ ...sleeper, command: 'no-such-program' })).rejects.toThrow(
      'sleeper could not be started',
    );
    const script = { command: 'sh', args: ['-c', 'sleep 0.3; echo the reason >&2; exit 3'] };
    const { failed } = await children.start({ ...sleeper, ...script });
    await expect(failed).rejects.toThrow(/sleeper ended \(exit 3\):\nthe reason/);
    await children.close();
  });

  it('end even if the process that started them is killed', async () => {
    const module = pathToFileURL(join(process.cwd(), 'local', 'children', 'index.ts')).href;
    const source = `const { openChildren } = await import(${JSON.stringify(module)});
      const children = await openChildren(${JSON.stringify(directory)});
      await children.start(${JSON.stringify(sleeper)});
      console.log('started');
      setInterval(() => undefined, 1000);`;
    const script = join(directory, 'parent.mts');
    await writeFile(script, source);
    const parent = spawn(process.execPath, ['--import', 'tsx', script], {
      cwd: process.cwd(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => parent.stdout.once('data', resolve));
    const child = await registered();
    expect(await isRunning(child)).toBe(true);
    parent.kill('SIGKILL');
    expect(await untilEnded(child)).toBe(true);
  });
});

describe('a process that an earlier run left', () => {
  const leave = async (owner: ProcessIdentity, child: ProcessIdentity) => {
    const register = { owner, children: [{ ...child, name: 'sleeper', endSignal: 'SIGTERM' }] };
    await writeFile(join(directory, 'children.json'), JSON.stringify(register));
  };
  const gone = { pid: process.pid, started: 'another time' };

  it('is ended by the next run', async () => {
    const process = spawn('sleep', ['600']);
    const child = (await identifyProcess(process.pid!))!;
    await leave(gone, child);
    expect(await reapStale(directory)).toEqual(['sleeper']);
    expect(await isRunning(child)).toBe(false);
  });

  it('is left alone if its pid now belongs to another process', async () => {
    const other = spawn('sleep', ['600']);
    const child = (await identifyProcess(other.pid!))!;
    await leave(gone, { ...child, started: 'another time' });
    expect(await reapStale(directory)).toEqual([]);
    expect(await isRunning(child)).toBe(true);
    other.kill();
  });

  it('is left alone while its owner runs', async () => {
    const owner = (await identifyProcess(process.pid))!;
    await leave(owner, gone);
    await expect(reapStale(directory)).rejects.toBeInstanceOf(DirectoryInUseError);
  });
});
