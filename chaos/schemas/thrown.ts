/** Finds, in what k6 logs, the iterations that ended because their journey threw an error. */

export interface ThrownErrors {
  readonly iterations: number;
  /** The message of the first one, in one line. */
  readonly error: string;
}

/** How much of a log is read. k6 logs a few hundred bytes for each error, and journeys that throw mostly do so for the same reason. */
export const MAX_LOG_BYTES = 4 * 1024 * 1024;

const MAX_ERROR_LENGTH = 300;

/**
 * An error is logged as its message, which begins at the margin, and its stack below: lines such as `\tat report (...)`.
 *
 * @param log the first bytes of k6's log
 */
export function thrownIn(log: string): ThrownErrors | undefined {
  let iterations = 0;
  let error: string | undefined;
  let message = '';
  for (const line of log.split('\n')) {
    if (/^\s+at /.test(line)) {
      if (message === '') continue;
      iterations += 1;
      error ??= message;
      message = '';
    } else if (/^\S/.test(line)) message = line.trim().slice(0, MAX_ERROR_LENGTH);
  }
  return error === undefined ? undefined : { iterations, error };
}
