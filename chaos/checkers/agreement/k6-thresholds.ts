import { plannedStretches } from '../../schemas/index.ts';
import { loadThresholds } from '../../schemas/load-thresholds.ts';
import { comparison } from './comparison.ts';
import { isWhole } from './whole-load.ts';

/** The thresholds that k6 judged, with those that the load demands: one that it never judged cannot have failed. */
export const k6ThresholdsComparison = comparison('thresholds of k6/summary.json', ['k6'], ({ k6 }, { journal }) => {
  const { experiment, load, regions } = journal;
  if (load === null || !isWhole(load)) return [];
  const unanswered = new Set(
    experiment.expect.outcomes.flatMap(({ scenario, status }) => (status.includes(0) ? [scenario] : [])),
  );
  const demanded = [...plannedStretches(experiment.phases)].map(([stretch, { scenario }]) => ({
    stretch,
    mayGoUnanswered: unanswered.has(scenario),
  }));
  const thresholds = loadThresholds(demanded, { hasTwoRegions: regions !== undefined });
  return Object.entries(thresholds).flatMap(([metric, demands]) =>
    demands
      .filter((demand) => k6.summary.metrics[metric]?.thresholds?.[demand] === undefined)
      .map((demand) => `${metric}: ${demand} was never judged`),
  );
});
