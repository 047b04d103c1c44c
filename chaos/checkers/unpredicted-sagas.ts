/** Sagas in the stores, and requests that may have started some, of which neither experiment nor definition states the end. */
import {
  endToState,
  NO_SAGA,
  type Prediction,
  REFUSED,
  startsSaga,
  statedEnd,
  unstatedScenarios,
} from '../prediction/index.ts';
import { type Journal, type Operation, parseCorrelationId } from '../schemas/index.ts';
import type { SagaState, SystemDefinition } from '../system/index.ts';
import { counted } from './checker.ts';

interface Judged {
  readonly history: readonly Operation[];
  readonly prediction: Prediction;
  readonly sagas: readonly SagaState[];
}

export interface UnpredictedSagas {
  /** Sagas of requests that start none, as the experiment or the definition states. */
  readonly contradicting: readonly string[];
  /** The scenarios of which nothing states the end, each with what to state. */
  readonly unstated: readonly string[];
}

/** Sagas that the load never sent are left out: the check `sagas-asked-for` finds them. */
export function unpredictedSagas(
  { history, prediction, sagas }: Judged,
  { run, experiment }: Pick<Journal, 'run' | 'experiment'>,
  system: SystemDefinition,
): UnpredictedSagas {
  const suspects = new Set<string>();
  for (const { correlationId } of sagas) {
    const predicted = prediction.get(correlationId);
    if (predicted !== undefined && (startsSaga(predicted) || predicted.end === REFUSED)) continue;
    if (parseCorrelationId(correlationId)?.run === run) suspects.add(correlationId);
  }
  const contradicting: string[] = [];
  const counts = new Map<string, number>();
  if (suspects.size > 0) {
    for (const operation of history) {
      const { correlationId, scenario, status } = operation;
      if (!suspects.has(correlationId)) continue;
      const own = statedEnd(experiment, system, operation);
      if (own === NO_SAGA || prediction.get(correlationId)?.end === NO_SAGA) {
        contradicting.push(`${correlationId}: stored, although it must start no saga`);
      } else if (status > 0 && status < 500) counts.set(scenario, (counts.get(scenario) ?? 0) + 1);
    }
  }
  const { phases, faults, expect } = experiment;
  for (const { scenario } of unstatedScenarios({ phases, faults, outcomes: expect.outcomes })) {
    if (!counts.has(scenario)) counts.set(scenario, 0);
  }
  const toState = endToState(Object.keys(system.saga?.ends ?? {}));
  const unstated = [...counts].map(
    ([scenario, count]) =>
      `${scenario}: the stores hold ${counted(count, 'saga')} of its requests for which no end is predicted; state it in expect.outcomes: ${toState}`,
  );
  return { contradicting, unstated };
}
