import { checker, counted, hasStores, largest, unknown, unlessDelayed, valid, validUnless } from './checker.ts';

/** No function received a stream record that was older than the experiment allows. */
export const streamStall = checker(
  'stream-stall',
  ['events'],
  ({ events }, journal) => {
    const ages = events.filter((event) => event.kind === 'iterator-age');
    if (ages.length === 0) {
      const isRead = events.some(({ kind }) => kind === 'iterator-ages.read');
      return isRead
        ? valid('No function of the system reads a stream.')
        : unknown('The age of stream records was never read.');
    }
    const budget = journal.experiment.budgets.iteratorAgeMs;
    const oldest = largest(ages.map(({ maximumMs }) => maximumMs));
    const result = validUnless(
      ages
        .filter(({ maximumMs }) => maximumMs > budget)
        .map((age) => `${age.function}: received a record ${Math.round(age.maximumMs)} ms old`),
      `No stream record was older than ${Math.round(oldest ?? 0)} ms when its function received it.`,
      (count) => `${counted(count, 'function')} received records older than ${budget} ms.`,
      [{ name: 'oldest stream record', unit: 'ms', value: oldest, budget }],
    );
    return unlessDelayed(result, journal, events);
  },
  hasStores,
);
