import { checker, counted, unknown, valid } from './checker.ts';

/**
 * The queues that feed functions were empty when the stores were read. A message that comes again later may still change
 * them, so a run that did not see it decides nothing.
 */
export const queuesEmptied = checker(
  'queues-emptied',
  ['events'],
  ({ events }, { figures }) => {
    const read = events.findLast((event) => event.kind === 'queues.read');
    if (read === undefined) return unknown('The queues that feed functions were never read.');
    const { queues } = read;
    const full = queues.filter(({ visible, inFlight, delayed }) => visible + inFlight + delayed > 0);
    if (full.length > 0) {
      return unknown(
        `Messages were still in flight when the stores were read, in ${counted(full.length, 'queue')}; raise drainSeconds or convergeSeconds, or shorten the visibility timeout.`,
        full.map(
          ({ name, visible, inFlight, delayed }) =>
            `queue ${name}: ${visible} waiting, ${inFlight} received and not deleted, ${delayed} delayed`,
        ),
      );
    }
    const expected = figures['queues'] ?? 0;
    if (queues.length < expected) return unknown(`Only ${queues.length} of ${counted(expected, 'queue')} were read.`);
    return valid(`No message was left in ${counted(queues.length, 'queue')} when the stores were read.`);
  },
  ({ journal }) => (journal.figures['queues'] ?? 0) > 0,
);
