import { checker, counted, unknown, unlessDelayed, validUnless } from './checker.ts';

/** Thresholds on whether the load was delivered; the check `load-delivered` judges those. */
const DELIVERY = /^(dropped_iterations|http_reqs|iterations)\b/;

/** The answers met the load's own thresholds for speed and success. */
export const serviceLevel = checker('service-level', [], (_parts, journal) => {
  if (journal.load === null) return unknown('The load generator left no summary.');
  const result = validUnless(
    journal.load.failedThresholds.filter((threshold) => !DELIVERY.test(threshold)),
    "Answers met all of the load's thresholds.",
    (count) => `Answers exceeded ${counted(count, 'threshold')} of the load.`,
  );
  return unlessDelayed(result, journal);
});
