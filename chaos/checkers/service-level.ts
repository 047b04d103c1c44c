import { checker, noneOf, unknown } from './checker.ts';
import { timed } from './timed.ts';

/** Thresholds that say whether load was delivered; the checker of that name judges them. */
const DELIVERY = /^(dropped_iterations|http_reqs|iterations)\b/;

/** What the load's own thresholds ask of answers: their speed and their success. */
export const serviceLevel = checker('service-level', [], (_parts, journal) => {
  if (journal.load === null) return unknown('The load generator left no summary.');
  const finding = noneOf(
    journal.load.failedThresholds.filter((threshold) => !DELIVERY.test(threshold)),
    'Answers kept to every threshold of the load.',
    (count) => `${count} thresholds of the load were crossed.`,
  );
  return timed(finding, journal);
});
