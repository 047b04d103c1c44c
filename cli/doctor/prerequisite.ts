import { x } from 'tinyexec';

/** The result of checking a prerequisite. */
export interface Finding {
  readonly name: string;
  readonly found: boolean;
  /** Whether a game day needs it, or only the tests. */
  readonly neededFor: 'gameday' | 'tests';
  /** Its path and version, or the problem. */
  readonly detail: string;
  /** The command that installs it, if it is missing. */
  readonly fix: string | undefined;
}

/** A program that evenkeel needs on the machine. `look` only checks for it. */
export interface Prerequisite {
  readonly name: string;
  readonly look: () => Promise<Finding>;
}

/** The output of a command on stdout and stderr, or undefined if the command is missing or fails. */
export async function outputOf(command: string, arguments_: readonly string[]): Promise<string | undefined> {
  try {
    const result = await x(command, [...arguments_], { timeout: 20_000, throwOnError: false });
    return result.exitCode === 0 ? `${result.stdout}${result.stderr}`.trim() : undefined;
  } catch {
    return undefined;
  }
}

/** The full path of a command on the PATH. */
export async function whereIs(command: string): Promise<string> {
  return (await outputOf('sh', ['-c', 'command -v "$1"', 'sh', command])) ?? command;
}

/** The first `major.minor[.patch]` in a text. */
export function versionIn(
  text: string,
): { readonly text: string; readonly major: number; readonly minor: number } | undefined {
  const match = /(\d+)\.(\d+)(?:\.\d+)?/.exec(text);
  return match === null ? undefined : { text: match[0], major: Number(match[1]), minor: Number(match[2]) };
}

/** Whether a version is the given one or later. */
export function atLeast(
  version: { readonly major: number; readonly minor: number },
  major: number,
  minor: number,
): boolean {
  return version.major > major || (version.major === major && version.minor >= minor);
}
