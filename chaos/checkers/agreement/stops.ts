import { comparison } from './comparison.ts';

/** How the run ended, with the events that say so. */
export const stopsComparison = comparison('end of the run', ['events'], ({ events }, { journal }) => {
  const { status, sabotage, load } = journal;
  const stops = events.filter((event) => event.kind === 'stopped');
  const marks = events.filter((event) => event.kind === 'sabotage.reached');
  return [
    ...(stops.length > 1 ? ['the run was stopped more than once'] : []),
    ...(status === 'stopped' && stops.length === 0 ? ['the run is stopped, and no event says why'] : []),
    ...(status === 'completed' && load === null && events.some(({ kind }) => kind === 'phase.began')
      ? ['the run has phases, and the journal has no load']
      : []),
    ...marks
      .filter((mark) => mark.sabotage !== sabotage)
      .map((mark) => `the system is sabotaged by ${mark.sabotage}, and the journal says ${sabotage ?? 'by nothing'}`),
  ];
});
