/** The findings of a run in one function and of a distributed one, on the same stores. */
import { preparedRun, runStage, type StageContext } from '../../../../reconciler/distributed/index.ts';
import { type Difference, type ReconcileResult, runReconcile } from '../../../../reconciler/index.ts';
import { steppedClock } from '../copies.ts';
import type { Items } from './items.ts';
import { openMachine, type StageEvent } from './machine.ts';

const START = Date.UTC(2026, 2, 14, 15);

/** Everything a run says about the differences, in the order of their keys. */
export function findingsOf({ outcome, rules, differences }: ReconcileResult): string {
  const sorted: readonly Difference[] = differences.toSorted((one, other) => (one.key < other.key ? -1 : 1));
  const figures = rules.map(({ name, rows, candidates, drift, deferred }) => ({
    name,
    rows,
    candidates,
    drift,
    deferred,
  }));
  return JSON.stringify({ outcome, figures, differences: sorted }, undefined, 1);
}

/** A dry run in this process alone. */
export const inOneFunction = ({ reconciliation }: Items): Promise<ReconcileResult> =>
  runReconcile({ reconciliation, runId: 'one', clock: steppedClock(START), signal: new AbortController().signal });

export interface Distributed {
  readonly result: ReconcileResult;
  readonly mostAtOnce: number;
  /** How often each stage ran. */
  readonly stages: Readonly<Record<string, number>>;
}

/** A dry run whose comparison is distributed over workers. */
export async function distributed({ reconciliation, tables }: Items, workers: number): Promise<Distributed> {
  const clock = steppedClock(START);
  const { signal } = new AbortController();
  const context: StageContext = { reconciliation, tables, clock, signal, workers };
  const stages: Record<string, number> = {};
  let result: ReconcileResult | undefined;
  const conclude = async (event: StageEvent): Promise<object> => {
    const { batch } = event['state'] as { readonly batch: string };
    const prepared = await preparedRun({ batch }, context);
    result = await runReconcile({ reconciliation, prepared, runId: 'many', clock, signal });
    return { outcome: result.outcome };
  };
  const machine = await openMachine(
    { ...clock, speed: 1, sleep: (ms, own = signal) => clock.sleep(ms, own) },
    workers,
    (event) => {
      stages[event.stage] = (stages[event.stage] ?? 0) + 1;
      return event.stage === 'conclude' ? conclude(event) : runStage(event.stage as 'plan', event, context);
    },
  );
  try {
    const executed = await machine.execute('run-now');
    if (result === undefined) throw new Error(`the execution ended ${JSON.stringify(executed)}`);
    return { result, mostAtOnce: machine.mostAtOnce(), stages };
  } finally {
    await machine.close();
  }
}
