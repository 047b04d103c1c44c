/** An error inside an execution, with the name by which `Retry` and `Catch` find it. */
export class StateError extends Error {
  readonly error: string;

  /** @param cause what the API returns as the error's cause */
  constructor(error: string, cause: string) {
    super(cause);
    this.name = 'StateError';
    this.error = error;
  }
}

/** Errors that no `States.ALL` matches, because the same input leads to them again. */
const TERMINAL: ReadonlySet<string> = new Set(['States.DataLimitExceeded', 'States.Runtime']);

/** Whether the `ErrorEquals` of a retrier or a catcher matches an error. */
export const matches = (names: readonly string[], error: string): boolean =>
  names.some(
    (name) =>
      name === error ||
      (name === 'States.ALL' && !TERMINAL.has(error)) ||
      (name === 'States.TaskFailed' && error !== 'States.Timeout' && !TERMINAL.has(error)) ||
      (name === 'States.Timeout' && error === 'States.HeartbeatTimeout'),
  );

/** The error of an execution that fails because its definition does not fit its data. */
export const runtimeError = (cause: string): StateError => new StateError('States.Runtime', cause);
