/** How a command ends, and what the shell sees of it. */
export const exitCodes = {
  pass: 0,
  fail: 1,
  usage: 2,
  undecided: 3,
  broken: 4,
  interrupted: 130,
} as const;

/** A failure whose message is written for the person at the terminal: the thing, the place and the way out. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly exitCode: number;

  constructor(message: string, exitCode: number, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** Unknown options, ill-typed files, a missing prerequisite: the command has not begun. */
export function usageFailure(message: string, cause?: unknown): CommandFailure {
  return new CommandFailure(message, exitCodes.usage, { cause });
}

/** The harness or its surroundings broke; it says nothing of the system under test. */
export function brokenHarness(message: string, cause?: unknown): CommandFailure {
  return new CommandFailure(message, exitCodes.broken, { cause });
}
