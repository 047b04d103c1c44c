import {
  correlationIdOf,
  type Experiment,
  type Journal,
  type Operation,
  plannedStretches,
} from '../../schemas/index.ts';
import { comparison, differs } from './comparison.ts';

/** The history and the journal's counts of the load, with the experiment's scenarios. */
export const loadComparison = comparison('load', ['history'], ({ history }, { journal }) => {
  const scenarios = scenariosOf(journal.experiment);
  const strange = history.flatMap((operation) => strangeness(operation, journal, scenarios));
  return [...strange, ...countsDiffer(history, journal, scenarios)];
});

interface Planned {
  readonly journey: string;
  readonly iterations: number;
}

/** The scenarios by name; one that returns in a later phase continues its count. */
function scenariosOf({ phases }: Experiment): ReadonlyMap<string, Planned> {
  const stretches = [...plannedStretches(phases).values()];
  return new Map(
    stretches.map(({ scenario, journey, firstIteration, planned }) => [
      scenario,
      { journey, iterations: firstIteration + planned },
    ]),
  );
}

function strangeness(
  { correlationId, scenario, iteration, journey }: Operation,
  { run }: Journal,
  scenarios: ReadonlyMap<string, Planned>,
): string[] {
  const planned = scenarios.get(scenario);
  if (planned === undefined) return [`${correlationId}: the experiment has no scenario ${scenario}`];
  if (correlationId !== correlationIdOf({ run, scenario, iteration })) {
    return [`${correlationId}: is not the id of iteration ${iteration} of ${scenario} in run ${run}`];
  }
  if (iteration >= planned.iterations) {
    return [`${correlationId}: the experiment plans ${planned.iterations} iterations of ${scenario}`];
  }
  return journey === planned.journey ? [] : [`${correlationId}: its journey is ${planned.journey}, not ${journey}`];
}

function countsDiffer(
  history: readonly Operation[],
  { load, status }: Journal,
  scenarios: ReadonlyMap<string, Planned>,
): string[] {
  if (load === null) {
    return history.length === 0 ? [] : [`the journal has no load, and the history has ${history.length} operations`];
  }
  // A load that was stopped before it could report has no counts.
  if (status !== 'completed' && Object.keys(load.scenarios).length === 0) return [];
  const sent = new Map<string, number>();
  for (const { scenario } of history) sent.set(scenario, (sent.get(scenario) ?? 0) + 1);
  const names = new Set([...scenarios.keys(), ...Object.keys(load.scenarios)]);
  return [
    ...[...names].flatMap((name) => {
      const counts = load.scenarios[name];
      if (counts === undefined) return [`the journal counts no iterations of ${name}`];
      return [
        ...differs(
          `planned iterations of ${name}, in the journal and by the experiment`,
          counts.planned,
          scenarios.get(name)?.iterations,
        ),
        ...differs(
          `started iterations of ${name}, in the journal and in the history`,
          counts.started,
          sent.get(name) ?? 0,
        ),
      ];
    }),
    ...exitCode(load, status),
  ];
}

/** k6's exit code for crossed thresholds. */
const THRESHOLDS_CROSSED = 99;

/** Its exit code if the script itself marked the run as failed. */
const MARKED_AS_FAILED = 110;

function exitCode({ exitCode: code, failedThresholds }: NonNullable<Journal['load']>, status: Journal['status']) {
  if (code === MARKED_AS_FAILED) return [];
  if (code !== 0 && code !== THRESHOLDS_CROSSED)
    return status === 'completed' ? [`the run is completed, and k6 ended with exit code ${code}`] : [];
  const crossed = failedThresholds.length > 0;
  return crossed === (code === THRESHOLDS_CROSSED)
    ? []
    : [`k6's exit code is ${code}, and ${failedThresholds.length} thresholds failed`];
}
