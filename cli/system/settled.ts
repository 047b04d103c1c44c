import { usageFailure } from '../failure.ts';

/** How long a user's module may take to load, in real milliseconds. It may connect to a database first. */
const LIMIT_MS = 60_000;

/**
 * Waits for a user's module. One whose promise never settles would otherwise keep the command running for ever or, if
 * nothing else is left to do, end the process without a message.
 *
 * @param what the module, or what of it is awaited, for the message
 * @throws CommandFailure exit 2 after the limit
 */
export async function settled<Value>(what: string, work: Promise<Value>, limitMs: number = LIMIT_MS): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(
        usageFailure(`${what} has not finished within ${limitMs / 1000} s: a promise that it awaits does not settle`),
      );
    }, limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
