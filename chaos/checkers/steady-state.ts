import type { RunEvent } from '../schemas/index.ts';
import { checker, noneOf, unknown } from './checker.ts';
import { timed } from './timed.ts';

type Answer = Extract<RunEvent, { kind: 'probe' }>;

/** What held before anything was broken holds again when all has come to rest. What did not hold before decides nothing. */
export const steadyState = checker('steady-state', ['events'], ({ events }, journal) => {
  const { before, after } = journal.experiment.steadyState;
  const answersOf = (when: Answer['when']) =>
    lastAnswers(
      events.filter((event) => event.kind === 'probe'),
      when,
    );
  const first = answersOf('before');
  const last = answersOf('after');
  const unsteady = first.filter(({ holds }) => !holds).map(lineOf);
  if (unsteady.length > 0)
    return unknown('The steady state did not hold before the run, so nothing was started.', unsteady);
  const failing = last.filter(({ holds }) => !holds).map(lineOf);
  if (failing.length === 0 && (first.length < before.length || last.length < after.length)) {
    return unknown('The steady state was not probed in full.', [
      `before: ${first.length} of ${before.length} probes were answered`,
      `after: ${last.length} of ${after.length} probes were answered`,
    ]);
  }
  const finding = noneOf(
    failing,
    `All ${before.length} probes held before the run, and all ${after.length} after it.`,
    (count) => `${count} of ${after.length} probes of the steady state did not hold after the run.`,
  );
  return timed(finding, journal);
});

/** A probe may be asked until it holds; what it said last counts. */
function lastAnswers(answers: readonly Answer[], when: Answer['when']): Answer[] {
  return [...new Map(answers.filter((answer) => answer.when === when).map((one) => [one.probe, one])).values()];
}

function lineOf({ probe, says }: Answer): string {
  return `${probe}: ${says}`;
}
