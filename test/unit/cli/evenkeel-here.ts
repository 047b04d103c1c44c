import { jest } from '@jest/globals';
import { runCommandLine } from '../../../cli/command-line.ts';

/**
 * What the command does with a command line, without a process of its own, which takes most of a second to start.
 *
 * @param folder the working directory
 */
export async function evenkeelHere(
  typed: readonly string[],
  folder = process.cwd(),
): Promise<{ readonly exitCode: number | undefined; readonly stdout: string; readonly stderr: string }> {
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
  const before = { exitCode: process.exitCode, folder: process.cwd() };
  try {
    process.exitCode = undefined;
    process.chdir(folder);
    await runCommandLine(typed);
    return { exitCode: process.exitCode as number | undefined, ...written };
  } finally {
    process.exitCode = before.exitCode;
    process.chdir(before.folder);
    for (const spy of spies) spy.mockRestore();
  }
}
