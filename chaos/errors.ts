/** The errors that chaos reports. A class that only one part throws is defined there; the classes here are shared. */

/** An error that the caller must see. Its message names the thing, the place and the way out. */
export class ChaosError extends Error {
  override readonly name: string = 'ChaosError';
}

/** The harness, or something it depends on, cannot do its part. This says nothing about the system under test. */
export class HarnessError extends ChaosError {
  override readonly name = 'HarnessError';
}

/** A run was ended early on purpose: by one of its stop conditions, or by `chaos stop`. */
export class StoppedError extends ChaosError {
  override readonly name = 'StoppedError';
  /** Which condition, such as `alarm errors-payment`. */
  readonly condition: string;

  constructor(condition: string, message: string) {
    super(message);
    this.condition = condition;
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
