import { comparison } from './comparison.ts';

/**
 * What journeys threw by k6's log, of which the journal must say something: iterations that threw have not checked all
 * answers. If it does, the run decides nothing, and how many threw does not matter.
 */
export const k6LogComparison = comparison('k6/k6.log', ['k6'], ({ k6: { thrown } }, { journal: { load } }) =>
  thrown === undefined || load === null || load.thrown !== undefined
    ? []
    : [`journeys threw errors, of which the journal says nothing: ${thrown.error}`],
);
