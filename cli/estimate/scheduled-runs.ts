/** What runs while nobody uses a stage: its schedules. */
import { functionOf, gigabytesOf, isTraced, type Resources, variablesOf } from './resources.ts';
import { runsAMonth } from './runs-a-month.ts';
import { restingExecution } from './state-machines.ts';

/** Seconds for which a run at rest keeps a function busy, and with it the database that it asks. */
const RUN_SECONDS = { reconciler: 20, other: 0.2 } as const;

export interface ScheduledRun {
  readonly perMonth: number;
  readonly seconds: number;
  readonly gigabytes: number;
  /** Invocations of functions by each run: one, or those of the tasks of a state machine. */
  readonly invocations: number;
  /** State transitions of each run: none without a state machine. */
  readonly transitions: number;
  readonly reconciles: boolean;
  /** Whether each invocation is traced: X-Ray samples the first of each second. */
  readonly traced: boolean;
  /** Whether each run asks the database. A relay that keeps its outbox's activity elsewhere does not while it is at rest. */
  readonly wakesDatabase: boolean;
}

/** Enabled schedules, and the functions that they invoke, on their own or as the tasks of a state machine. */
export function scheduledRuns(resources: Resources): readonly ScheduledRun[] {
  const schedules = resources.filter(
    ([, { Type }]) => Type === 'AWS::Scheduler::Schedule' || Type === 'AWS::Events::Rule',
  );
  return schedules.flatMap(([, { Properties = {} }]) => {
    const expression = Properties['ScheduleExpression'];
    if (typeof expression !== 'string' || Properties['State'] === 'DISABLED') return [];
    const target = Properties['Target'] ?? Properties['Targets'];
    const execution = restingExecution(target, resources);
    const fn = execution === undefined ? functionOf(target, resources) : execution.functions.at(-1);
    const invocations = execution?.functions.length ?? 1;
    const variables = variablesOf(fn);
    const reconciles = 'LEDGER_TABLE' in variables;
    return [
      {
        perMonth: runsAMonth(expression),
        // Of the tasks of a state machine, the last one does what there is to do.
        seconds: RUN_SECONDS[reconciles ? 'reconciler' : 'other'] + RUN_SECONDS.other * Math.max(0, invocations - 1),
        gigabytes: gigabytesOf(fn),
        invocations,
        transitions: execution?.transitions ?? 0,
        reconciles,
        traced: isTraced(fn) || execution?.traced === true,
        wakesDatabase: 'CLUSTER_ARN' in variables && !('OUTBOX_TABLE' in variables),
      },
    ];
  });
}
