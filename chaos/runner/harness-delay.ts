import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How often the runner's own event loop is looked at, real milliseconds. */
const RESOLUTION_MS = 20;

/**
 * Measures how long the harness itself was held up: what it timed meanwhile says nothing of the system.
 *
 * @returns ends the measurement and gives real milliseconds beyond what was to be waited
 */
export function measureHarnessDelay(): () => { readonly harnessDelayMs: number; readonly harnessDelayP99Ms: number } {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  const beyond = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  return () => {
    delays.disable();
    return { harnessDelayMs: beyond(delays.max), harnessDelayP99Ms: beyond(delays.percentile(99)) };
  };
}
