import { jest } from '@jest/globals';
import { runCommandLine } from '../../../cli/command-line.ts';

interface Ended {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * What the command does with a command line, without a process of its own, which takes most of a second to start.
 *
 * @param folder the working directory
 */
export async function evenkeelHere(typed: readonly string[], folder = process.cwd()): Promise<Ended> {
  const before = process.cwd();
  try {
    process.chdir(folder);
    return await endedOf(() => runCommandLine(typed));
  } finally {
    process.chdir(before);
  }
}

/** The exit code that the work sets, and what it writes meanwhile. */
export async function endedOf(work: () => void | PromiseLike<void>): Promise<Ended> {
  const written = { stdout: '', stderr: '' };
  const record = (name: keyof typeof written) => (chunk: unknown) => {
    written[name] += String(chunk);
    return true;
  };
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation(record('stdout')),
    jest.spyOn(process.stderr, 'write').mockImplementation(record('stderr')),
    // Jest's console does not write to the streams of the process.
    jest.spyOn(console, 'log').mockImplementation((text) => {
      record('stdout')(`${String(text)}\n`);
    }),
  ];
  const before = process.exitCode;
  try {
    process.exitCode = undefined;
    await work();
    return { exitCode: process.exitCode as number | undefined, ...written };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
}
