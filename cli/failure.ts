/** The exit codes of the command. */
export const exitCodes = {
  pass: 0,
  fail: 1,
  usage: 2,
  undecided: 3,
  broken: 4,
  interrupted: 130,
} as const;

/** A failure whose message says what is wrong, where, and how to fix it. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly exitCode: number;

  constructor(message: string, exitCode: number, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** An unknown option, an invalid file, a missing prerequisite: the command has not started. */
export function usageFailure(message: string, cause?: unknown): CommandFailure {
  return new CommandFailure(message, exitCodes.usage, { cause });
}

/** The harness or its environment broke; this says nothing about the system under test. */
export function brokenHarness(message: string, cause?: unknown): CommandFailure {
  return new CommandFailure(message, exitCodes.broken, { cause });
}
