/** Time-outs and heartbeats of a task. */
import { StateError } from '../state-error.ts';
import type { Callback, InterpreterPorts } from './ports.ts';

interface TaskLimits {
  readonly timeoutMs: number;
  readonly heartbeatMs?: number;
}

/**
 * Runs the work until it ends or a limit is reached.
 *
 * @throws StateError States.Timeout or States.HeartbeatTimeout
 */
export async function within<Result>(
  { timeoutMs, heartbeatMs }: TaskLimits,
  callback: Pick<Callback, 'lastBeat'> | undefined,
  timeouts: InterpreterPorts['timeouts'],
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const ending = new AbortController();
  const inner = AbortSignal.any([signal, ending.signal]);
  const began = timeouts.elapsed();
  const overtime = async (): Promise<never> => {
    await timeouts.sleep(timeoutMs, inner);
    throw new StateError('States.Timeout', `The task did not end within ${timeoutMs / 1000} seconds`);
  };
  const silence = async (limitMs: number): Promise<never> => {
    for (;;) {
      const left = Math.max(began, callback?.lastBeat() ?? began) + limitMs - timeouts.elapsed();
      if (left <= 0) {
        throw new StateError('States.HeartbeatTimeout', `The task sent no heartbeat for ${limitMs / 1000} seconds`);
      }
      await timeouts.sleep(left, inner);
    }
  };
  const stopped = new Promise<never>((_resolve, reject) => {
    signal.addEventListener(
      'abort',
      () => {
        reject(signal.reason as Error);
      },
      { once: true, signal: ending.signal },
    );
  });
  const racing = [work(inner), overtime(), stopped, ...(heartbeatMs === undefined ? [] : [silence(heartbeatMs)])];
  for (const promise of racing) promise.catch(() => undefined);
  try {
    signal.throwIfAborted();
    return await Promise.race(racing);
  } finally {
    ending.abort(new Error('the task has ended'));
  }
}
