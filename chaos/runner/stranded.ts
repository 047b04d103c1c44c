import { type Experiment, parseCorrelationId } from '../schemas/index.ts';
import { predict } from '../prediction/index.ts';

/**
 * Tells of a saga, by its correlation id, whether only the reconciler is to bring it to its end: nobody need wait for
 * it before that.
 */
export function strandedBy(experiment: Experiment, seed: number): (correlationId: string) => boolean {
  const journeys = new Map(
    experiment.phases.flatMap(({ scenarios }) => scenarios.map(({ name, journey }) => [name, journey] as const)),
  );
  return (correlationId) => {
    const operation = parseCorrelationId(correlationId);
    const journey = journeys.get(operation?.scenario ?? '');
    if (operation === undefined || journey === undefined) return false;
    const { scenario, iteration } = operation;
    const accepted = { correlationId, scenario, iteration, journey, status: 202, durationMs: 0, totalCents: 0 };
    const sent = { ...accepted, sentAt: new Date(0).toISOString(), elapsedMs: 0 };
    return predict(experiment, seed, [sent]).get(correlationId)?.by === 'reconciler';
  };
}
