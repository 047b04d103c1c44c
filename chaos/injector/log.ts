import { type HitLogLine, type Part, parts } from './ports.ts';

/** Structured lines on standard output, which Lambda makes log events. Written at once, not through a logger's buffer. */
export function logHit(line: HitLogLine): void {
  process.stdout.write(`${JSON.stringify({ level: 'INFO', ...line })}\n`);
}

export interface InjectorFailure {
  readonly namespace: string;
  readonly service: string;
  readonly part: Part;
  readonly error: unknown;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** One embedded-metric line: the injector could not do its part. */
export function logFailure({ namespace, service, part, error, at }: InjectorFailure): void {
  const line = {
    level: 'WARN',
    message: `Fault injection: ${parts[part]}`,
    error: error instanceof Error ? error.message : String(error),
    part,
    _aws: {
      Timestamp: at,
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
