import { x } from 'tinyexec';

export interface Finding {
  readonly name: string;
  readonly found: boolean;
  /** Whether the main job needs it; the others serve tests alone. */
  readonly neededFor: 'gameday' | 'tests';
  /** Where it is and which version, or what is wrong. */
  readonly detail: string;
  /** The command that mends it, when it is missing. */
  readonly mend: string | undefined;
}

/** One thing that must be on the machine. Looks without changing anything. */
export interface Prerequisite {
  readonly name: string;
  readonly look: () => Promise<Finding>;
}

/** Output of a command, stdout and stderr together, or `undefined` when it is not there or fails. */
export async function outputOf(command: string, arguments_: readonly string[]): Promise<string | undefined> {
  try {
    const result = await x(command, [...arguments_], { timeout: 20_000, throwOnError: false });
    return result.exitCode === 0 ? `${result.stdout}${result.stderr}`.trim() : undefined;
  } catch {
    return undefined;
  }
}

/** Full path of a command on PATH, by the shell's own rule. */
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

export function atLeast(
  version: { readonly major: number; readonly minor: number },
  major: number,
  minor: number,
): boolean {
  return version.major > major || (version.major === major && version.minor >= minor);
}
