import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from './engine/index.ts';

/** Real milliseconds between looks at the time, so that a wait ends on time on a clock of any speed. */
const STEP_MS = 200;

/** The process's own `Date`, at whatever speed it runs. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    const end = Date.now() + ms;
    for (let left = ms; left > 0; left = end - Date.now()) {
      await wait(Math.min(left, STEP_MS), undefined, { signal }).catch((error: unknown) => {
        throw signal.aborted ? signal.reason : error;
      });
    }
  },
  elapsed: () => performance.now(),
};
