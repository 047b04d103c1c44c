/** The health checkers of one health check, each of which asks at times of its own, on the virtual clock. */
import type { Clock } from '../core/index.ts';
import { type Answer, type Checker, isHealthy, NEW_CHECKER, observe, passes } from '../route53/health-check.ts';
import type { HealthCheck } from '../route53/names.ts';

/** AWS has some fifteen locations. Four are enough to ask at different times, and a quarter of the load. */
const CHECKERS = 4;

export interface Checkers {
  readonly isHealthy: () => boolean;
  /** Resolves when all have stopped. */
  readonly closed: Promise<unknown>;
}

/**
 * @param ask resolves to what the endpoint answers; undefined for no answer in time
 * @param changed is called when Route 53 changes its mind
 */
export function startCheckers(
  healthCheck: HealthCheck,
  ask: (signal: AbortSignal) => Promise<Answer | undefined>,
  {
    clock,
    signal,
    changed,
  }: { readonly clock: Clock; readonly signal: AbortSignal; readonly changed: (isHealthy: boolean) => void },
): Checkers {
  const { intervalMs } = healthCheck;
  const checkers: Checker[] = Array.from({ length: CHECKERS }, () => NEW_CHECKER);
  let known = true;
  const run = async (index: number): Promise<void> => {
    await clock.sleep((index * intervalMs) / CHECKERS, signal);
    for (let next = clock.now() + intervalMs; ; next = Math.max(clock.now(), next) + intervalMs) {
      const passed = passes(await ask(signal), healthCheck);
      checkers[index] = observe(checkers[index] ?? NEW_CHECKER, passed, healthCheck);
      if (isHealthy(checkers) !== known) {
        known = !known;
        changed(known);
      }
      await clock.sleep(Math.max(0, next - clock.now()), signal);
    }
  };
  const running = checkers.map((_, index) =>
    run(index).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    }),
  );
  return { isHealthy: () => isHealthy(checkers), closed: Promise.all(running) };
}
