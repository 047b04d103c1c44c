import { comparison } from './comparison.ts';

/** The moves of customers to the other region, with the experiment: they stay where they are unless it loses a region. */
export const movedCustomersComparison = comparison('moved customers', ['events'], ({ events }, { journal }) => {
  if (journal.experiment.regionFaults?.some(({ fault }) => fault === 'region-lost') === true) return [];
  return events.flatMap((event) =>
    event.kind === 'customers.moved' && event.near !== event.to
      ? [`customers near ${event.near} were moved to ${event.to}, and the experiment loses no region`]
      : [],
  );
});
