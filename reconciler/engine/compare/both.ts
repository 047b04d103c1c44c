import { setMaxListeners } from 'node:events';
import type { Reading } from '../row.ts';

/** Works on both sides at once. If one fails, the other is stopped and awaited, so that nothing keeps reading. */
export async function both<Left, Right>(
  reading: Reading,
  left: (reading: Reading) => Promise<Left>,
  right: (reading: Reading) => Promise<Right>,
): Promise<[Left, Right]> {
  const ending = new AbortController();
  const signal = AbortSignal.any([reading.signal, ending.signal]);
  // Every request in flight listens to this signal.
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
