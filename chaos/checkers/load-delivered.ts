import { type Experiment, type Operation, plannedStretches } from '../schemas/index.ts';
import { checker, counted, unknown, valid } from './checker.ts';

/** An arrival at the very end of a scenario may count or not. */
const TOLERANCE = 1;

/**
 * The load was delivered in full. A run with less load decides nothing. If journeys threw errors, those explain it, and
 * come first: what they would have sent or checked after the error is missing, even if each iteration has its operation.
 */
export const loadDelivered = checker('load-delivered', ['history'], ({ history }, { experiment, load }) => {
  if (load === null) return unknown('The load generator left no summary.');
  const short = Object.entries(load.scenarios).filter(([, { planned, started }]) => started < planned - TOLERANCE);
  const sent = countsOf(history);
  const lines = [
    ...(load.droppedIterations > 0 ? [`${counted(load.droppedIterations, 'iteration')} dropped`] : []),
    ...Object.entries(load.scenarios).flatMap(([name, { started }]) => unrecorded(name, started, sent.get(name) ?? 0)),
    ...skippedIterations(experiment, history),
    ...short.map(([name, { planned, started }]) => `${name}: ${started} of ${planned} iterations started`),
  ];
  const measured = [{ name: 'dropped iterations', unit: 'iterations', value: load.droppedIterations, budget: 0 }];
  if (load.thrown !== undefined) {
    const { iterations, error } = load.thrown;
    const thrown = `${counted(iterations, 'iteration')} threw: ${error} (k6/k6.log)`;
    return unknown(lines.length === 0 ? UNCHECKED : UNSENT, [thrown, ...lines], measured);
  }
  if (lines.length > 0) return unknown('The load was not delivered in full.', lines, measured);
  return valid(`${counted(history.length, 'operation')} sent, none dropped.`, measured);
});

const UNSENT = 'The load was not delivered in full, because its journeys threw errors.';
const UNCHECKED = 'Every operation was sent, but journeys threw errors afterwards, so they did not check all answers.';

function countsOf(history: readonly Operation[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { scenario } of history) counts.set(scenario, (counts.get(scenario) ?? 0) + 1);
  return counts;
}

function unrecorded(name: string, started: number, recorded: number): string[] {
  return started === recorded ? [] : [`${name}: ${started} iterations started, but the history has ${recorded}`];
}

/** k6 counts the iterations of a stretch as they start, so one without an operation before one that has it was sent and lost. */
function skippedIterations({ phases }: Experiment, history: readonly Operation[]): string[] {
  const sent = new Set(history.map(({ scenario, iteration }) => `${scenario} ${iteration}`));
  return [...plannedStretches(phases).values()].flatMap(({ scenario, firstIteration, planned }) => {
    const all = Array.from({ length: planned }, (_, place) => firstIteration + place);
    const isSent = (iteration: number) => sent.has(`${scenario} ${iteration}`);
    const last = all.findLast(isSent) ?? -1;
    return all
      .filter((iteration) => iteration < last && !isSent(iteration))
      .map((iteration) => `${scenario}: iteration ${iteration} has no operation, and later ones have`);
  });
}
