import type { RunEvent } from '../schemas/index.ts';
import { checker, counted, unknown, unlessDelayed, validUnless } from './checker.ts';

/** Thresholds on whether the load was delivered; the check `load-delivered` judges those. */
const DELIVERY = /^(dropped_iterations|http_reqs|iterations)\b/;

/** They mark the time in which the load was sent. */
const LOAD_EVENTS: readonly RunEvent['kind'][] = ['phase.began', 'phase.ended', 'phase.drained'];

/** Thresholds are for a machine that is not much slower than an idle one. */
const SLOW_MACHINE = 3;

/** The answers met the load's own thresholds for speed and success. */
export const serviceLevel = checker('service-level', ['events'], ({ events }, journal) => {
  if (journal.load === null) return unknown('The load generator left no summary.');
  const result = validUnless(
    journal.load.failedThresholds.filter((threshold) => !DELIVERY.test(threshold)),
    "Answers met all of the load's thresholds.",
    (count) => `Answers exceeded ${counted(count, 'threshold')} of the load.`,
  );
  const slowdown = journal.figures['machineSlowdown'] ?? 1;
  if (result.result === 'invalid' && slowdown >= SLOW_MACHINE) {
    const why = `work on this machine took up to ${slowdown.toFixed(1)} times as long as on an idle one`;
    return { ...result, result: 'unknown', summary: `This proves nothing, because ${why}: ${result.summary}` };
  }
  const times = events.flatMap(({ kind, elapsedMs }) => (LOAD_EVENTS.includes(kind) ? [elapsedMs] : []));
  const load = { fromMs: Math.min(...times), toMs: Math.max(...times) };
  return unlessDelayed(result, journal, events, times.length === 0 ? undefined : load);
});
