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
      const wrong = operations.filter(({ status }) => !expected.status.includes(status));
      return { expected, operations, wrong, isRule: wrong.filter(failedAtOnce).length * 2 > operations.length };
    });
    const violations = judged.flatMap(({ expected, wrong, isRule }) =>
      wrong.map((operation) => ({
        line: `${operation.correlationId}: got ${operation.status}, expected ${expected.status.join(' or ')} (${hitText(expected)})`,
        isFailure: operation.status === 0 || operation.status >= 500,
        isAtOnce: isRule && failedAtOnce(operation),
        fromMs: operation.elapsedMs,
        toMs: operation.elapsedMs + operation.durationMs,
      })),
    );
    const absences = absencesIn(events);
    const total = absences.filter(({ isTotal }) => isTotal);
    // A refusal is an answer that the system has decided on; only failures to answer can come from an absence.
    const late = splitByAbsence(
      violations.filter(({ isFailure, isAtOnce }) => isFailure && !isAtOnce),
      absences,
    );
    const atOnce = splitByAbsence(
      violations.filter(({ isAtOnce }) => isAtOnce),
      total,
    );
    const proven = [...violations.filter(({ isFailure }) => !isFailure), ...late.proven, ...atOnce.proven];
    const excused = [...late.excused, ...atOnce.excused];
    const didNotGet = (wrong: typeof violations) =>
      invalid(
        `${counted(wrong.length, 'request')} did not get the expected answer.`,
        wrong.map(({ line }) => line),
      );
    if (proven.length > 0) return didNotGet(proven);
    if (excused.length > 0) return unlessAbsent(didNotGet(excused), absences, undefined);
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

/** Real milliseconds. What fails within them has not waited for a machine that was short of CPU. */
const AT_ONCE_MS = 1000;

/**
 * A machine that is only slow makes answers late. Functions that pile up may then be throttled, so that a few fail at
 * once, but not the majority.
 */
const failedAtOnce = ({ status, durationMs }: Operation): boolean => status >= 500 && durationMs < AT_ONCE_MS;

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
