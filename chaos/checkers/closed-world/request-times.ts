import type { Journal, Operation } from '../../schemas/index.ts';
import type { MatchedRecord } from '../../system/matchers.ts';

/**
 * Virtual times from the sending of a request to its answer. One that failed may still have been worked on until the
 * snapshot.
 */
export function timesOfRequest(
  { elapsedMs, durationMs, status }: Pick<Operation, 'elapsedMs' | 'durationMs' | 'status'>,
  run: MatchedRecord['run'],
  { speed }: Pick<Journal, 'speed'>,
): MatchedRecord['run'] {
  const isAnswered = status >= 200 && status < 500;
  return {
    from: run.from + elapsedMs * speed,
    to: isAnswered ? run.from + (elapsedMs + durationMs) * speed : run.to,
  };
}
