import { AwsError } from '../../core/index.ts';
import type { Moment, Queue } from '../queue.ts';

/**
 * Counts a call of an action on a FIFO queue.
 *
 * @throws AwsError if the queue has no high throughput and received too many such calls in this second
 */
export function throttle(queue: Queue, action: string, now: Moment): void {
  if (queue.fifo?.admits(action, now.real) !== false) return;
  throw new AwsError(
    'com.amazonaws.sqs#RequestThrottled',
    'The request was denied due to request throttling: a FIFO queue without high throughput takes 300 calls of an action in a second.',
  );
}
