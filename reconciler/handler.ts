/** The hourly function: one run with repairs, its metrics, its log lines, its stored result. */
import { setMaxListeners } from 'node:events';
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { systemClock } from './clock.ts';
import { fitted, storeResult } from './control/index.ts';
import { type Clock, endedBefore, OutOfTimeError, type ReconcileResult } from './engine/index.ts';
import { parseEnvironment, required, type Variables } from './environment.ts';
import { eventOf, publish, type RunEvent } from './events.ts';
import { metricLine, ruleMetricLines, totals } from './metrics.ts';
import { type Reconciliation, ReconciliationError } from './rules/index.ts';
import { newRunId, runReconcile } from './run-reconcile.ts';
import type { ControlTables } from './tables.ts';

export interface ReconcileHandlerOptions {
  /** Makes the rules from the function's environment, once. */
  readonly reconciliation: (variables: Variables) => Reconciliation;
  readonly clock?: Clock;
}

export type ReconcileHandler = (
  event: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
) => Promise<ReconcileResult>;

const Environment = z.object({
  LEDGER_TABLE: required,
  CONTROL_TABLE: required,
  /** CloudWatch namespace of the metrics. */
  POWERTOOLS_METRICS_NAMESPACE: required,
  /** Name or ARN of the bus that is told of drift and of runs without a conclusion; nobody is told without it. */
  EVENT_BUS: z.optional(z.string()),
  /** Days for which the ledger keeps a repair and its images. */
  LEDGER_DAYS: z.optional(z.coerce.number().check(z.int(), z.minimum(1))),
});

const Event = z.object({ trigger: z.enum(['schedule', 'run-now', 'deploy']) });

/** Real milliseconds before the function's limit in which a run is wound up: its result stored, its lease released. */
const WIND_UP_MS = 10_000;

export function createReconcileHandler({
  reconciliation,
  clock = systemClock,
}: ReconcileHandlerOptions): ReconcileHandler {
  let composed: ReturnType<typeof compose> | undefined;
  return async (event, context) => {
    composed ??= compose(reconciliation);
    const { log, tables, namespace, eventBus, rules } = composed;
    const { trigger } = z.parse(Event, event);
    const runId = newRunId(new Date(clock.now()));
    log.info('Reconcile run began', { event: 'reconcile.began', runId, trigger });
    const result = await withinTime(context, (signal) =>
      runReconcile({
        ...{ reconciliation: rules, runId, repair: tables, clock, signal },
        scheduled: trigger === 'schedule',
      }).catch((error: unknown) => {
        if (!(error instanceof ReconciliationError)) throw error;
        return endedBefore(error, { runId, clock, rules: rules.rules });
      }),
    );
    const stored = fitted(result);
    await storeResult(tables.client, tables.controlTable, stored);
    // Past console.log, whose text the JSON log format would wrap, so that CloudWatch no longer sees a metric.
    const lines = [metricLine(namespace, result, clock.now()), ...ruleMetricLines(namespace, result, clock.now())];
    process.stdout.write(`${lines.join('\n')}\n`);
    tell(log, result, trigger, stored.omittedDifferences);
    await publishEvent(log, eventBus, eventOf(result, trigger));
    return stored.result;
  };
}

function compose(reconciliation: ReconcileHandlerOptions['reconciliation']) {
  const environment = parseEnvironment(Environment, process.env);
  const { LEDGER_TABLE, CONTROL_TABLE, LEDGER_DAYS } = environment;
  const tables: ControlTables = {
    ...{ client: new DynamoDBClient({}), ledgerTable: LEDGER_TABLE, controlTable: CONTROL_TABLE },
    ...(LEDGER_DAYS !== undefined && { ledgerDays: LEDGER_DAYS }),
  };
  return {
    log: new Logger({ serviceName: 'reconciler' }),
    tables,
    namespace: environment.POWERTOOLS_METRICS_NAMESPACE,
    eventBus: environment.EVENT_BUS,
    rules: reconciliation(process.env),
  };
}

async function withinTime<Result>(
  context: Pick<Context, 'getRemainingTimeInMillis'>,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const ending = new AbortController();
  // Every read under way listens to it. Without this Node warns on stderr, which the log format makes an ERROR line.
  setMaxListeners(0, ending.signal);
  const timer = setTimeout(
    () => {
      ending.abort(new OutOfTimeError());
    },
    Math.max(0, context.getRemainingTimeInMillis() - WIND_UP_MS),
  );
  try {
    return await work(ending.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** What was found is stored and logged already: that nobody could be told of it is no reason to run again. */
async function publishEvent(log: Logger, bus: string | undefined, event: RunEvent | undefined): Promise<void> {
  if (bus === undefined || event === undefined) return;
  await publish(bus, event).catch((error: unknown) => {
    log.warn('The event of the run could not be published', {
      event: 'reconcile.unpublished',
      bus,
      error: String(error),
    });
  });
}

/** A run that came to no conclusion is an error; what one left behind is a warning, and the metric's alarm. */
function tell(log: Logger, result: ReconcileResult, trigger: string, omittedDifferences: number): void {
  const { runId, outcome, rules } = result;
  const reasons = rules.flatMap(({ name, reason }) => (reason === undefined ? [] : [`${name}: ${reason}`]));
  const fields = { event: 'reconcile', runId, outcome, trigger, ...totals(result), reasons, omittedDifferences };
  if (outcome === 'inconclusive') log.error('Reconcile run came to no conclusion', fields);
  else if (outcome === 'clean' || outcome === 'repaired') log.info(`Reconcile run ended ${outcome}`, fields);
  else log.warn(`Reconcile run ended ${outcome}`, fields);
}
