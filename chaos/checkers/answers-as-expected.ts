import { type ExpectedOutcome, type Experiment, isHit, type Operation } from '../schemas/index.ts';
import { absencesIn, splitByAbsence, unlessAbsent } from './absence.ts';
import { checker, counted, invalid, unknown, valid } from './checker.ts';
import { isRelease } from '../prediction/index.ts';
import { hitsIn, type WasHit } from './fault-hits.ts';

/** Requests got the statuses that the experiment expects for them, whether or not a fault hit them. */
export const answersAsExpected = checker(
  'answers-as-expected',
  ['history', 'events'],
  ({ history, events }, { experiment, seed }) => {
    const wasHit = hitsIn(events);
    const judged = experiment.expect.outcomes.map((expected) => {
      const operations = history
        .filter(({ scenario }) => scenario === expected.scenario)
        .filter((operation) =>
          expected.hitBy === undefined
            ? isSpared(operation, experiment, seed, wasHit)
            : wasHit(expected.hitBy, operation.correlationId),
        );
      return { expected, operations, wrong: operations.filter(({ status }) => !expected.status.includes(status)) };
    });
    const violations = judged.flatMap(({ expected, wrong }) =>
      wrong.map(({ correlationId, status, elapsedMs, durationMs }) => ({
        line: `${correlationId}: got ${status}, expected ${expected.status.join(' or ')} (${hitText(expected)})`,
        isFailure: status === 0 || status >= 500,
        fromMs: elapsedMs,
        toMs: elapsedMs + durationMs,
      })),
    );
    const absences = absencesIn(events);
    // A refusal is an answer that the system has decided on; only failures to answer can come from an absence.
    const failures = splitByAbsence(
      violations.filter(({ isFailure }) => isFailure),
      absences,
    );
    const proven = [...violations.filter(({ isFailure }) => !isFailure), ...failures.proven];
    const didNotGet = (wrong: typeof violations) =>
      invalid(
        `${counted(wrong.length, 'request')} did not get the expected answer.`,
        wrong.map(({ line }) => line),
      );
    if (proven.length > 0) return didNotGet(proven);
    if (failures.excused.length > 0) return unlessAbsent(didNotGet(failures.excused), absences, undefined);
    const unused = judged.filter(({ operations }) => operations.length === 0);
    if (unused.length > 0) {
      return unknown(
        'No request was made for some of the expectations.',
        unused.map(({ expected }) => `${expected.scenario}: no request (${hitText(expected)})`),
      );
    }
    const answered = judged.reduce((sum, { operations }) => sum + operations.length, 0);
    return valid(`${counted(answered, 'request')} got the expected answer.`);
  },
  ({ journal }) => journal.experiment.expect.outcomes.length > 0,
);

/** No fault was chosen to hit the operation, and none did. What a release is chosen for may still not reach its version. */
function isSpared(operation: Operation, { faults }: Experiment, seed: number, wasHit: WasHit): boolean {
  return faults.every((fault) => {
    const { id, scenario, rate, iterations } = fault;
    if (wasHit(id, operation.correlationId)) return false;
    if (scenario !== operation.scenario || isRelease(fault)) return true;
    return !isHit({ seed, faultId: id, scenario, rate, iterations }, operation.iteration);
  });
}

function hitText({ hitBy }: ExpectedOutcome): string {
  return hitBy === undefined ? 'not hit by any fault' : `hit by ${hitBy}`;
}
