import type { K6Points } from '../evidence/k6-points.ts';
import { type ExpectedOutcome, type Experiment, isFailure, isHit, type Operation } from '../schemas/index.ts';
import { absencesIn, splitByAbsence, unlessAbsent } from './absence.ts';
import { isWhole } from './agreement/whole-load.ts';
import { type Checker, checker, counted, invalid, unknown, valid } from './checker.ts';
import { isRelease } from '../prediction/index.ts';
import { hitsIn, type WasHit } from './fault-hits.ts';
import { failedCalls, isRefusal, metFaultOfAll, metLostRegion } from './unstated-answers.ts';

const name = 'answers-as-expected';

/**
 * Requests got the statuses that the experiment expects for them, whether or not a fault hit them. Where it states none, no
 * request was refused that its journey does not allow to be, and on one machine none failed.
 */
export const answersAsExpected: Checker = {
  name,
  appliesTo: ({ journal }) => journal.experiment.expect.outcomes.length > 0 || journal.load !== null,
  check: (evidence) => {
    // Without k6's files a run is never sound, but what the experiment states of its answers can be judged.
    const { k6 } = evidence.parts;
    return answersChecker(k6.complete ? k6.value.points : NO_POINTS).check(evidence);
  },
};

const NOT_ALLOWED = 'which its journey does not allow (not hit by any fault)';

type Disallowed = Pick<K6Points, 'disallowed' | 'failures'>;

const NO_POINTS: Disallowed = { disallowed: new Set(), failures: new Map() };

const answersChecker = ({ disallowed, failures }: Disallowed) =>
  checker(name, ['history', 'events'], ({ history, events }, journal) => {
    const { experiment, seed, load, target } = journal;
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
    const stated = new Set(judged.flatMap(({ operations }) => operations));
    const unstated = history.filter((operation) => !stated.has(operation));
    const isByFault = metFaultOfAll(experiment, events);
    const isUnharmed = (operation: Operation) => isSpared(operation, experiment, seed, wasHit) && !isByFault(operation);
    const refused = unstated
      .filter((operation) => disallowed.has(operation.correlationId) && isRefusal(operation))
      .filter(isUnharmed);
    const isWithoutRegion = metLostRegion(journal, events);
    // A network loses calls now and then, and an interrupted k6 drops those in flight: the thresholds say how many may fail.
    const isExact = target === 'local' && load !== null && isWhole(load);
    const failed = (isExact ? failedCalls(history, failures, stated) : []).filter(
      ({ operation }) => isUnharmed(operation) && !isWithoutRegion(operation),
    );
    const violations = [
      ...judged.flatMap(({ expected, wrong, isRule }) =>
        wrong.map((operation) => ({
          ...violationOf(operation, `expected ${expected.status.join(' or ')} (${hitText(expected)})`),
          isFailure: isFailure(operation),
          isAtOnce: isRule && failedAtOnce(operation),
        })),
      ),
      // A machine that stands still may let a token expire, so here a refusal, too, can come from an absence.
      ...[
        ...refused.map((operation) => violationOf(operation, NOT_ALLOWED)),
        ...failed.map(({ operation, status, isOther }) =>
          violationOf(
            { ...operation, status },
            isOther ? `in another call of its iteration, ${NOT_ALLOWED}` : NOT_ALLOWED,
          ),
        ),
      ].map((violation) => ({ ...violation, isFailure: true, isAtOnce: false })),
    ];
    const absences = absencesIn(events);
    const total = absences.filter(({ isTotal }) => isTotal);
    // A refusal that the experiment speaks of is an answer that the system has decided on; only failures to answer can come from an absence.
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
    const answered = stated.size + unstated.filter(({ correlationId }) => !disallowed.has(correlationId)).length;
    return valid(`${counted(answered, 'request')} got the expected answer.`);
  });

function violationOf({ correlationId, status, elapsedMs, durationMs }: Operation, instead: string) {
  return {
    line: `${correlationId}: got ${status}, ${instead}`,
    fromMs: elapsedMs,
    toMs: elapsedMs + durationMs,
  };
}

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
