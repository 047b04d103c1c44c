import { knowsStores } from './applies.ts';
import { checker, noneOf, unknown } from './checker.ts';
import { largest } from './figures.ts';
import { timed } from './timed.ts';

/** No function was given a record of a stream that was older than the experiment allows. */
export const streamStall = checker(
  'stream-stall',
  ['events'],
  ({ events }, journal) => {
    const ages = events.filter((event) => event.kind === 'iterator-age');
    if (ages.length === 0) return unknown('The age of records in the streams was never read.');
    const budget = journal.experiment.budgets.iteratorAgeMs;
    const oldest = largest(ages.map(({ maximumMs }) => maximumMs));
    const finding = noneOf(
      ages
        .filter(({ maximumMs }) => maximumMs > budget)
        .map((age) => `${age.function}: was given a record ${Math.round(age.maximumMs)} ms old`),
      `No record of a stream was older than ${Math.round(oldest ?? 0)} ms when its function got it.`,
      (count) => `${count} functions were given records older than ${budget} ms.`,
      [{ name: 'oldest record', unit: 'ms', value: oldest, budget }],
    );
    return timed(finding, journal);
  },
  knowsStores,
);
