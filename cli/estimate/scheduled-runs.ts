/** What runs while nobody uses a stage: its schedules. */
import { functionOf, gigabytesOf, isTraced, type Resources, variablesOf } from './resources.ts';
import { runsAMonth } from './runs-a-month.ts';

/** Seconds for which a run at rest keeps a function busy, and with it the database that it asks. */
const RUN_SECONDS = { reconciler: 20, other: 0.2 } as const;

export interface ScheduledRun {
  readonly perMonth: number;
  readonly seconds: number;
  readonly gigabytes: number;
  readonly reconciles: boolean;
  /** Whether each invocation is traced: X-Ray samples the first of each second. */
  readonly traced: boolean;
  /** Whether each run asks the database. A relay that keeps its outbox's activity elsewhere does not while it is at rest. */
  readonly wakesDatabase: boolean;
}

/** Enabled schedules, and the functions that they invoke. */
export function scheduledRuns(resources: Resources): readonly ScheduledRun[] {
  const schedules = resources.filter(
    ([, { Type }]) => Type === 'AWS::Scheduler::Schedule' || Type === 'AWS::Events::Rule',
  );
  return schedules.flatMap(([, { Properties = {} }]) => {
    const expression = Properties['ScheduleExpression'];
    if (typeof expression !== 'string' || Properties['State'] === 'DISABLED') return [];
    const fn = functionOf(Properties['Target'] ?? Properties['Targets'], resources);
    const variables = variablesOf(fn);
    const reconciles = 'LEDGER_TABLE' in variables;
    return [
      {
        perMonth: runsAMonth(expression),
        seconds: RUN_SECONDS[reconciles ? 'reconciler' : 'other'],
        gigabytes: gigabytesOf(fn),
        reconciles,
        traced: isTraced(fn),
        wakesDatabase: 'CLUSTER_ARN' in variables && !('OUTBOX_TABLE' in variables),
      },
    ];
  });
}
