import { setMaxListeners } from 'node:events';
import type { Reading } from '../view.ts';

/**
 * Works on both sides at once. Where one fails, the other is told to stop and waited for, so that nothing reads on
 * behind the caller's back.
 */
export async function both<Left, Right>(
  reading: Reading,
  left: (reading: Reading) => Promise<Left>,
  right: (reading: Reading) => Promise<Right>,
): Promise<[Left, Right]> {
  const ending = new AbortController();
  const signal = AbortSignal.any([reading.signal, ending.signal]);
  // Each request in flight listens to it.
  setMaxListeners(0, signal);
  const inner: Reading = { ...reading, signal };
  const failures: unknown[] = [];
  const guarded = async <Result>(work: (reading: Reading) => Promise<Result>): Promise<Result | undefined> => {
    try {
      return await work(inner);
    } catch (error) {
      failures.push(error);
      ending.abort(error);
      return undefined;
    }
  };
  const results = await Promise.all([guarded(left), guarded(right)]);
  if (failures.length > 0) throw failures[0];
  return results as [Left, Right];
}
