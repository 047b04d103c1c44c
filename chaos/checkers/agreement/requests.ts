import { isDeepStrictEqual } from 'node:util';
import type { Journal, Operation, PlannedStretch } from '../../schemas/index.ts';
import { plannedStretches, REQUEST_JOURNEY } from '../../schemas/index.ts';
import { fillIn } from '../../schemas/fill-in.ts';
import { comparison } from './comparison.ts';

/** What the journey `request` asked for in the history, with the request that the experiment describes. */
export const requestsComparison = comparison('requests', ['history'], ({ history }, { journal }) => {
  const described = [...plannedStretches(journal.experiment.phases).values()].flatMap((stretch) =>
    stretch.journey === REQUEST_JOURNEY ? [{ stretch, request: requestOf(stretch, journal) }] : [],
  );
  if (described.length === 0) return [];
  return history.flatMap((operation) => {
    const request = described.find(({ stretch }) => isOf(stretch, operation))?.request;
    if (request === undefined) return [];
    const { correlationId, iteration, asked } = operation;
    // A request may have been sent by a version that did not record what it asked for.
    if (asked === undefined) return [];
    const { method, path, body } = fillIn(
      { method: request.method, path: request.path, body: request.body ?? null },
      { correlationId, iteration: String(iteration) },
    );
    const expected = request.body === undefined ? { method, path } : { method, path, body };
    return isDeepStrictEqual(asked, expected) ? [] : [`${correlationId} is not the request of the experiment`];
  });
});

function requestOf({ phase, scenario }: PlannedStretch, { experiment }: Journal) {
  const { scenarios = [] } = experiment.phases.find(({ name }) => name === phase) ?? {};
  return scenarios.find(({ name }) => name === scenario)?.request;
}

/** A scenario that returns in a later phase, with another request perhaps, continues its count. */
function isOf({ scenario, firstIteration, planned }: PlannedStretch, operation: Operation): boolean {
  const place = operation.iteration - firstIteration;
  return operation.scenario === scenario && place >= 0 && place < planned;
}
