/** The family of errors that the reconciler throws. Each message names the thing, the place and the way out. */
export abstract class ReconcilerError extends Error {
  override get name(): string {
    return this.constructor.name;
  }
}

export class ValueError extends ReconcilerError {
  constructor(type: string, text: string) {
    super(`${JSON.stringify(text.slice(0, 80))} is no ${type}. Declare the field with the type that its store holds.`);
  }
}

export class DuplicateKeyError extends ReconcilerError {
  constructor(side: string, key: string) {
    super(`The ${side} view gives the key ${key} more than once. Key it by columns that are unique.`);
  }
}

/** A store that cannot be read is never taken for one that is empty. */
export class StoreReadError extends ReconcilerError {
  constructor(view: string, cause: unknown) {
    super(
      `${view} could not be read: ${cause instanceof Error ? cause.message : String(cause)}. Nothing is concluded from it; the next run tries again.`,
      { cause },
    );
  }
}

/** Ends a run before it is done, with nothing half written. */
export class RunStoppedError extends ReconcilerError {}

export class LeaseHeldError extends RunStoppedError {
  constructor(holder: string, until: string) {
    super(`The run ${holder} holds the lease until ${until}. Wait for its end, or until then if it was killed.`);
  }
}

export class LeaseLostError extends RunStoppedError {
  constructor(runId: string) {
    super(`The run ${runId} no longer holds the lease: another began since. This one writes nothing more.`);
  }
}

export class OutOfTimeError extends RunStoppedError {
  constructor() {
    super('The time given to the run is over. What is left is for the next run.');
  }
}

export class ClockJumpedError extends RunStoppedError {
  constructor(from: number, to: number) {
    const time = (ms: number): string => new Date(ms).toISOString();
    const jump = to < from ? 'back' : 'ahead';
    super(
      `The clock jumped ${jump}, from ${time(from)} to ${time(to)}: ages cannot be told. Set the clock right; the next run starts anew.`,
    );
  }
}

/** Thrown before anything is concluded from a store that holds less than it must. */
export class TooFewRowsError extends ReconcilerError {
  constructor(rule: string, side: 'left' | 'right', found: number, expected: number) {
    super(
      `${rule}: the ${side} side has ${found} rows and must have ${expected}. See whether it is the right store, or lower expectRows.`,
    );
  }
}

/** Ends a run whose rule says that it may read fewer rows of a side than there are. */
export class TooManyRowsError extends RunStoppedError {
  constructor(rule: string, view: string, most: number) {
    super(
      `${rule}: ${view} has more than the ${most} rows that a run may read. See whether it is the right store, or raise limits.rows.`,
    );
  }
}
