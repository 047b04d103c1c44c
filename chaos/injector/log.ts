import type { HitLine } from '../contract/control.ts';

/** Structured lines on standard output, which Lambda makes log events. Written at once, not through a logger's buffer. */
export function logHit(line: HitLine): void {
  process.stdout.write(`${JSON.stringify({ level: 'INFO', ...line })}\n`);
}

/** One embedded-metric line: the injector could not do its part, and no fault acted. */
export function logFailure(namespace: string, service: string, part: string, error: unknown, timestamp: number): void {
  const line = {
    level: 'WARN',
    message: `Fault injection is off for now: ${part} failed. Requests are served as if no fault were armed.`,
    error: error instanceof Error ? error.message : String(error),
    _aws: {
      Timestamp: timestamp,
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [['service']],
          Metrics: [{ Name: 'ChaosInjectorFailures', Unit: 'Count' }],
        },
      ],
    },
    service,
    ChaosInjectorFailures: 1,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
