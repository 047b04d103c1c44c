/** Finds, in what k6 logs, the iterations that ended because their journey threw an error. */
import { open } from 'node:fs/promises';

export interface ThrownErrors {
  readonly iterations: number;
  /** The message of the first one, in one line. */
  readonly error: string;
}

/** k6 logs a few hundred bytes for each error, and journeys that throw mostly do so for the same reason. */
const MAX_LOG_BYTES = 4 * 1024 * 1024;

const MAX_ERROR_LENGTH = 300;

/** @returns undefined if no journey threw, as far as the first megabytes of the log show */
export async function readThrown(logFile: string): Promise<ThrownErrors | undefined> {
  const file = await open(logFile);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_LOG_BYTES), 0, MAX_LOG_BYTES, 0);
    return thrownIn(buffer.toString('utf8', 0, bytesRead));
  } finally {
    await file.close();
  }
}

/**
 * An error is logged as its message, which begins at the margin, and its stack below: lines such as `\tat report (...)`.
 *
 * @internal
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
