import { checker, counted, invalid, unknown, unlessDelayed, valid } from './checker.ts';
import { judgeRegionLost } from './regions/region-lost.ts';
import { judgeReplicationPaused } from './regions/replication-paused.ts';

/**
 * Customers of a lost region are moved and brought back within the bound of its health check, and paused replication is
 * found out, copy by copy, by the rules of the other region. What each region's stores must hold, other checks judge.
 */
export const regionsAsExpected = checker(
  'regions-as-expected',
  ['events', 'history'],
  ({ events, history }, journal, system) => {
    const { experiment, regions } = journal;
    if (regions === undefined) return unknown('The journal does not name the two regions.');
    const judged = (experiment.regionFaults ?? []).map((fault) =>
      fault.fault === 'region-lost'
        ? judgeRegionLost(fault, events, history, journal, regions)
        : judgeReplicationPaused(fault, events, history, regions, system?.expect),
    );
    const measured = judged.flatMap((one) => one.measured);
    const violations = judged.flatMap((one) => one.violations);
    if (violations.length > 0) {
      const observations = counted(violations.length, 'observation');
      const summary = `${observations} of the two regions ${violations.length === 1 ? 'is' : 'are'} not as expected.`;
      return unlessDelayed(invalid(summary, violations, measured), journal, events);
    }
    const undecided = judged.flatMap((one) => one.undecided);
    if (undecided.length > 0) return unknown('The faults of the regions prove nothing.', undecided, measured);
    return valid(judged.map(({ text }) => text).join(' '), measured);
  },
  ({ journal }) => journal.experiment.regionFaults !== undefined,
);
