import type { SystemDefinition } from '../../system/index.ts';
import { comparison, differs, repeated } from './comparison.ts';

/** The ages of stream records, with the number of functions that were asked for. */
export const iteratorAgesComparison = comparison('iterator ages', ['events'], ({ events }, { journal, system }) => {
  const reads = events.filter((event) => event.kind === 'iterator-ages.read');
  const ages = events.filter((event) => event.kind === 'iterator-age');
  const [read] = reads;
  if (reads.length > 1) return ['the ages were read more than once'];
  if (read === undefined) return ages.length === 0 ? [] : ['there are ages, which were never read'];
  // A cloud lists a new metric late.
  const isSilent = read.functions === 0 && journal.target === 'local' && readsStreams(system);
  return [
    ...(isSilent ? ['no function reads a stream, and by its definition the system has such functions'] : []),
    ...differs('functions that read streams, and those with an age', read.functions, ages.length),
    ...repeated(ages.map((age) => age.function)).map((name) => `${name} has two ages`),
  ];
});

/** Whether the definition describes steps of sagas to which a stream delivers, as it does by default. */
function readsStreams(system: SystemDefinition | undefined): boolean {
  if (system?.saga === undefined) return false;
  const steps = Object.values(system.steps ?? {}).flatMap((service) => Object.values(service));
  return steps.some(({ role, delivered = 'stream' }) => role === 'prepare' && delivered === 'stream');
}
