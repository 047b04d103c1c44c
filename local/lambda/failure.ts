/** The payload of a failed invocation, in the error shape of Lambda's Node.js runtime. */
export interface ErrorPayload {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** The payload for a thrown value, which need not be an Error. */
export function errorPayload(thrown: unknown): ErrorPayload {
  if (!(thrown instanceof Error)) {
    return {
      errorType: typeof thrown,
      errorMessage: typeof thrown === 'string' ? thrown : JSON.stringify(thrown),
      trace: [],
    };
  }
  return { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? '').split('\n') };
}

/** The payload for a function that exceeded its time-out, which counts real time. */
export const timedOut = (requestId: string, timeoutSeconds: number): ErrorPayload => ({
  errorType: 'Sandbox.Timedout',
  errorMessage: `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
});

/** The payload for a runtime that exited without a reply: after `process.exit`, or out of memory. */
export const runtimeExited = (requestId: string, cause: string): ErrorPayload => ({
  errorType: 'Runtime.ExitError',
  errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: ${cause}`,
});
