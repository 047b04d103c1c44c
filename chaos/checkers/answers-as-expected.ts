import { type ExpectedOutcome, type Experiment, isHit, type Operation } from '../schemas/index.ts';
import { checker, invalid, unknown, valid } from './checker.ts';

/** Requests were answered with the statuses that the experiment expects of them, struck by a fault or left alone. */
export const answersAsExpected = checker(
  'answers-as-expected',
  ['history', 'events'],
  ({ history, events }, { experiment, seed }) => {
    const struck = new Set(
      events.flatMap((event) => (event.kind === 'fault.hit' ? [`${event.faultId} ${event.correlationId}`] : [])),
    );
    const isStruck = (fault: string, { correlationId }: Operation) => struck.has(`${fault} ${correlationId}`);
    const judged = experiment.expect.outcomes.map((expected) => {
      const meant = history
        .filter(({ scenario }) => scenario === expected.scenario)
        .filter((operation) =>
          expected.hitBy === undefined
            ? isSpared(operation, experiment, seed, isStruck)
            : isStruck(expected.hitBy, operation),
        );
      return { expected, meant, wrong: meant.filter(({ status }) => !expected.status.includes(status)) };
    });
    const lines = judged.flatMap(({ expected, wrong }) =>
      wrong.map(
        ({ correlationId, status }) =>
          `${correlationId}: answered ${status}, expected ${expected.status.join(' or ')} of what ${aimOf(expected)}`,
      ),
    );
    if (lines.length > 0) return invalid(`${lines.length} requests were answered otherwise than expected.`, lines);
    const idle = judged.filter(({ meant }) => meant.length === 0);
    if (idle.length > 0) {
      return unknown(
        'Some expectations were of requests that were not made.',
        idle.map(({ expected }) => `${expected.scenario}: nothing ${aimOf(expected)}`),
      );
    }
    const answered = judged.reduce((sum, { meant }) => sum + meant.length, 0);
    return valid(`All ${answered} requests that something was expected of were answered so.`);
  },
  ({ expect }) => expect.outcomes.length > 0,
);

/** No fault was to hit it, and none did. */
function isSpared(
  operation: Operation,
  { faults }: Experiment,
  seed: number,
  isStruck: (fault: string, operation: Operation) => boolean,
): boolean {
  return faults.every(({ id, scenario, rate, iterations }) => {
    if (isStruck(id, operation)) return false;
    if (scenario !== operation.scenario) return true;
    return !isHit({ seed, faultId: id, scenario, rate, iterations }, operation.iteration);
  });
}

function aimOf({ hitBy }: ExpectedOutcome): string {
  return hitBy === undefined ? 'no fault hit' : `${hitBy} hit`;
}
