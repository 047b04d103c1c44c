/** The errors that the reconciler throws. Each message says what is wrong, where, and what to do about it. */
export abstract class ReconcilerError extends Error {
  override get name(): string {
    return this.constructor.name;
  }
}

export class ValueError extends ReconcilerError {
  constructor(type: string, text: string) {
    super(
      `${JSON.stringify(text.slice(0, 80))} is not ${articled(type)}; declare the field with the type that the store holds`,
    );
  }
}

const articled = (type: string): string => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`);

export class DuplicateKeyError extends ReconcilerError {
  constructor(side: string, key: string) {
    super(
      `the ${side} view returned the key ${key} more than once, or in two spellings; choose key columns that are unique, and spell each key in one way`,
    );
  }
}

/** An error of a write after which nothing is written for certain, such as one before the transaction was committed. */
export class NothingWrittenError extends ReconcilerError {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** A store that cannot be read is never treated as empty. */
export class StoreReadError extends ReconcilerError {
  constructor(view: string, cause: unknown) {
    super(
      `${view} could not be read: ${cause instanceof Error ? cause.message : String(cause)}. This read was discarded; the next run retries it`,
      { cause },
    );
  }
}

/** The ledger and the control table say what may be written: without them nothing is. */
export class ControlTablesError extends ReconcilerError {
  constructor(cause: unknown) {
    super(
      `The ledger and the control table could not be used: ${cause instanceof Error ? cause.message : String(cause)}. The next run tries again, and settles what is in doubt.`,
      { cause },
    );
  }
}

/** Whether a server or the connection to it caused the error: SDKs and drivers give such errors a code or metadata. */
export const isFromServer = (error: unknown): boolean =>
  error instanceof Error && ('code' in error || '$metadata' in error);

/** A field that no row of a view has: more likely a misspelt attribute than a fact about the data. */
export interface AbsentField {
  readonly view: string;
  readonly field: string;
  /** The attribute that the view reads the field from. */
  readonly attribute: string;
}

/** If every row of one side lacked a field, every row would differ. */
export class AbsentFieldError extends ReconcilerError {
  constructor(rule: string, { view, field, attribute }: AbsentField) {
    super(
      `${rule}: no item of ${view} has the attribute ${attribute}, from which its field ${field} is read. No differences were reported. Correct the field's name or its \`from\`; if a missing attribute means null, declare the field with absent: 'null'`,
    );
  }
}

/** A package that only some stores need, and that is not installed. */
export class MissingPackageError extends ReconcilerError {
  constructor(user: string, name: string, cause: unknown) {
    super(`${user} needs the package ${name}, which is not installed: run \`npm install ${name}\``, { cause });
  }
}

/** Ends a run early, with nothing half written. */
export class RunStoppedError extends ReconcilerError {}

export class LeaseHeldError extends RunStoppedError {
  constructor(holder: string, until: string) {
    super(
      `the run ${holder} holds the lease until ${until}: wait for it to finish; if it was killed, \`evenkeel reconcile unlock\` ends its lease`,
    );
  }
}

export class LeaseLostError extends RunStoppedError {
  constructor(runId: string) {
    super(`the run ${runId} no longer holds the lease: another run has started, and this one writes nothing more`);
  }
}

export class OutOfTimeError extends RunStoppedError {
  constructor() {
    super('the run has used up its time; the next run continues with the rest');
  }
}

export class ClockJumpedError extends RunStoppedError {
  constructor(from: number, to: number) {
    const time = (ms: number): string => new Date(ms).toISOString();
    const jump = to < from ? 'back' : 'ahead';
    super(
      `the clock jumped ${jump}, from ${time(from)} to ${time(to)}: the age of a row cannot be determined. Correct the clock; the next run starts over`,
    );
  }
}

/** A store that holds fewer rows than expected is not trusted. */
export class TooFewRowsError extends ReconcilerError {
  constructor(rule: string, side: 'left' | 'right', found: number, expected: number) {
    super(
      `${rule}: the ${side} side has ${found} rows, fewer than the ${expected} expected: check that it is the right store, or lower expectRows`,
    );
  }
}

/** A side without rows is more likely to have been read incompletely than to have lost all of its rows. */
export class EmptySideError extends RunStoppedError {
  constructor(rule: string, side: 'left' | 'right') {
    super(
      `${rule}: the ${side} side is empty and the other one is not: check that it is the right store and that its rows are not hidden; if it may be empty, set allowEmpty: { ${side}: true }`,
    );
  }
}

/** A side that lost many rows since the last complete pass is not trusted. */
export class ShrunkSideError extends RunStoppedError {
  constructor(rule: string, side: 'left' | 'right', found: number, last: number) {
    super(
      `${rule}: the ${side} side has ${found} rows and had ${last} at the last complete pass: check that none are hidden; if they were deleted, set expectRows: { ${side}: ${found} }`,
    );
  }
}

/** Ends a run when a side has more rows than its rule allows to be read. */
export class TooManyRowsError extends RunStoppedError {
  constructor(rule: string, view: string, max: number) {
    super(
      `${rule}: ${view} has more than the ${max} rows that a run may read: check that it is the right store, or raise limits.rows`,
    );
  }
}
