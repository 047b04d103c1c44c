/** The line that Lambda writes to the log when an invocation starts. */
export const startLine = (requestId: string, version: string): string =>
  `START RequestId: ${requestId} Version: ${version}`;

/** The line that Lambda writes to the log when an invocation has ended. */
export const endLine = (requestId: string): string => `END RequestId: ${requestId}`;

/** The line after the end, with the duration and memory of the invocation. */
export function reportLine(report: {
  readonly requestId: string;
  readonly durationMs: number;
  readonly memoryMb: number;
  readonly heapBytes: number;
  readonly initMs?: number | undefined;
  readonly status?: string | undefined;
}): string {
  const { requestId, durationMs, memoryMb, heapBytes, initMs, status } = report;
  const parts = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(durationMs + (initMs ?? 0))} ms`,
    `Memory Size: ${memoryMb} MB`,
    `Max Memory Used: ${Math.ceil(heapBytes / 2 ** 20)} MB`,
  ];
  if (initMs !== undefined) parts.push(`Init Duration: ${initMs.toFixed(2)} ms`);
  if (status !== undefined) parts.push(`Status: ${status}`);
  return parts.join('\t');
}
