/** The harness, or something it stands on, cannot do its part. It says nothing of the system under test. */
export class HarnessError extends Error {
  override readonly name = 'HarnessError';
}

/** A run was ended before its time, on purpose: by one of its stop conditions, or by `chaos stop`. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
  /** Which condition, such as `alarm errors-payment`. */
  readonly condition: string;

  constructor(condition: string, says: string) {
    super(says);
    this.condition = condition;
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
