/** What an invocation that failed replies: the error shape of Lambda's Node runtime. */
export interface ErrorPayload {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** The shape of something thrown, which need not be an Error. */
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

/** The function took longer than its time-out; both are real time. */
export const timedOut = (requestId: string, timeoutSeconds: number): ErrorPayload => ({
  errorType: 'Sandbox.Timedout',
  errorMessage: `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
});

/** The runtime ended without an answer: `process.exit`, or no memory left. */
export const runtimeExited = (requestId: string, cause: string): ErrorPayload => ({
  errorType: 'Runtime.ExitError',
  errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: ${cause}`,
});
