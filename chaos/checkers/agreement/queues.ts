import type { JudgedEvent } from '../../evidence/evidence.ts';
import type { SystemDefinition } from '../../system/index.ts';
import { comparison, differs, isAfter, repeated } from './comparison.ts';

/** The queues that were read, with the number that the journal gives, and the moment between the drain and the snapshot. */
export const queuesComparison = comparison('queues', ['events'], ({ events }, { journal, system }) => {
  const reads = events.filter((event) => event.kind === 'queues.read');
  // On AWS a queue may belong to another stack, which no template of the run's shows.
  const isWhole = journal.status === 'completed' && journal.load !== null && journal.target === 'local';
  const isSilent = isWhole && (journal.figures['queues'] ?? 0) === 0 && readsQueues(system);
  return [
    ...(isSilent ? ['no queue feeds a function, and by its definition the system has such queues'] : []),
    ...reads.flatMap(({ queues }) => [
      ...differs('number of queues, in the events and in the journal', queues.length, journal.figures['queues'] ?? 0),
      ...repeated(queues.map(({ name }) => name)).map((name) => `the queue ${name} was read twice at once`),
    ]),
    // A run that is stopped after its drain waits for the queues once more.
    ...(journal.status === 'completed' ? placesDiffer(events, reads) : []),
  ];
});

function placesDiffer(
  events: readonly JudgedEvent[],
  reads: readonly Pick<JudgedEvent, 'elapsedMs'>[],
): readonly string[] {
  const drained = events.findLast(({ kind }) => kind === 'phase.drained')?.elapsedMs;
  const kept = events.find((event) => event.kind === 'snapshot' && event.name === 'drained')?.elapsedMs;
  return [
    ...(reads.length > 1 ? [`the queues were read ${reads.length} times`] : []),
    ...reads.flatMap(({ elapsedMs }) => [
      ...(isAfter(drained, elapsedMs) ? ['the queues were read before the load had drained'] : []),
      ...(isAfter(elapsedMs, kept) ? ['the queues were read after the snapshot drained'] : []),
    ]),
  ];
}

/** Whether the definition describes steps of sagas to which a queue delivers. */
function readsQueues(system: SystemDefinition | undefined): boolean {
  if (system?.saga === undefined) return false;
  const steps = Object.values(system.steps ?? {}).flatMap((service) => Object.values(service));
  return steps.some(({ role, delivered }) => role !== 'other' && delivered === 'queue');
}
