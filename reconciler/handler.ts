/** The hourly function: one run with repairs, its metrics, its log lines, its stored result. */
import { setMaxListeners } from 'node:events';
import type { Logger } from '@aws-lambda-powertools/logger';
import * as z from 'zod/mini';
import { systemClock } from './clock.ts';
import { endedRun, fitted, type ListedRun, listRun, storeResult } from './control/index.ts';
import { parseConclude, type Prepared, preparedRun, runStage, stageEvent, stageOf } from './distributed/index.ts';
import { type Clock, endedBefore, OutOfTimeError, type ReconcileResult } from './engine/index.ts';
import { parseEnvironment, required, type Variables } from './environment.ts';
import { eventOf, publish, type RunEvent } from './events.ts';
import { metricLine, ruleFigures, totals } from './metrics.ts';
import { callback, checkArgument, checkOptions, choice, strict } from './options.ts';
import { dynamoDbSdk, powertoolsLogger } from './packages.ts';
import { type Reconciliation, ReconciliationError } from './rules/index.ts';
import { newRunId, runReconcile } from './run-reconcile.ts';
import { definedReconciliation } from './rules/options.ts';
import { anyClock, type ControlTables } from './tables.ts';

export interface ReconcileHandlerOptions {
  /** Builds the rules from the function's environment, once per execution environment. */
  readonly reconciliation: (variables: Variables) => Reconciliation;
  readonly clock?: Clock;
}

/** What the handler uses of Lambda's context. */
export interface InvocationContext {
  getRemainingTimeInMillis(): number;
}

export interface ReconcileHandler {
  /** Carries out a stage of a distributed run, and returns what the state machine passes on to the next stage. */
  (event: { readonly stage: string }, context: InvocationContext): Promise<object>;
  /** Runs once, in this function alone. */
  (event: unknown, context: InvocationContext): Promise<ReconcileResult>;
}

const Environment = z.object({
  LEDGER_TABLE: required,
  CONTROL_TABLE: required,
  /** CloudWatch namespace of the metrics. */
  POWERTOOLS_METRICS_NAMESPACE: required,
  /** Name or ARN of the event bus that receives drift and runs without a conclusion; without it no event is sent. */
  EVENT_BUS: z.optional(z.string()),
  /** The most workers of a distributed run that work at the same time. */
  DISTRIBUTED_WORKERS: z.optional(z.coerce.number().check(z.int(), z.minimum(1))),
  /** Number of days that the ledger keeps a repair and its images. */
  LEDGER_DAYS: z.optional(z.coerce.number().check(z.int(), z.minimum(1))),
});

const handlerOptions = strict({
  reconciliation: callback,
  clock: z.optional(anyClock),
});

const reconcileEvent = z.looseObject({
  trigger: choice(['schedule', 'run-now', 'deploy']),
  /** What `run-now` finds its run by. */
  request: z.optional(z.string()),
});

/** Real milliseconds before the function's limit at which a run is ended, to store its result and release its lease. */
const WIND_UP_MS = 10_000;

/** The handler of the scheduled function. */
export function createReconcileHandler(options: ReconcileHandlerOptions): ReconcileHandler {
  checkOptions('createReconcileHandler', handlerOptions, options);
  const { reconciliation, clock = systemClock } = options;
  let composing: ReturnType<typeof compose> | undefined;
  const composedOnce = (): ReturnType<typeof compose> => {
    composing ??= compose(reconciliation).catch((error: unknown) => {
      composing = undefined;
      throw error;
    });
    return composing;
  };
  function handler(event: { readonly stage: string }, context: InvocationContext): Promise<object>;
  function handler(event: unknown, context: InvocationContext): Promise<ReconcileResult>;
  async function handler(event: unknown, context: InvocationContext): Promise<object> {
    const stage = stageOf(event);
    checkArgument('event', stage === undefined ? reconcileEvent : stageEvent, event);
    const composed = await composedOnce();
    if (stage === undefined) {
      const { trigger, request } = event as { readonly trigger: string; readonly request?: string };
      return completeRun({ composed, clock, context, trigger, ...(request !== undefined && { request }) });
    }
    if (stage === 'conclude') return concludeRun(event, { composed, clock, context });
    const { rules, tables, workers } = composed;
    return withinTime(context, (signal) =>
      runStage(stage, event, { reconciliation: rules, tables, clock, signal, workers }),
    );
  }
  return handler;
}

interface RunToComplete {
  readonly composed: Awaited<ReturnType<typeof compose>>;
  readonly clock: Clock;
  readonly context: InvocationContext;
  readonly trigger: string;
  /** By which the run is found in the list of runs. */
  readonly request?: string;
  readonly prepared?: Prepared;
}

/** The last stage of a distributed run. Without a batch, the first stage failed, and the run compares everything itself. */
async function concludeRun(
  event: unknown,
  { composed, clock, context }: Pick<RunToComplete, 'composed' | 'clock' | 'context'>,
): Promise<Pick<ReconcileResult, 'runId' | 'outcome'>> {
  const { rules: reconciliation, tables } = composed;
  const { trigger, state } = parseConclude(event);
  const { batch, failure } = state;
  const reason = failure && [failure.Error, failure.Cause].filter((text) => text !== undefined).join(': ');
  const prepared =
    batch === undefined ? undefined : await preparedRun({ batch, failure: reason }, { reconciliation, tables });
  const { runId, outcome } = await completeRun({ composed, clock, context, trigger, ...(prepared && { prepared }) });
  return { runId, outcome };
}

/** One run, with everything that reports it: its stored result, its metrics, its log lines and its event. */
async function completeRun(run: RunToComplete): Promise<ReconcileResult> {
  const { composed, clock, context, trigger, request, prepared } = run;
  const { log, tables, namespace, eventBus, rules } = composed;
  const runId = newRunId(new Date(clock.now()));
  log.info('Reconcile run started', { event: 'reconcile.began', runId, trigger });
  const startedAt = new Date(prepared?.startedAt ?? clock.now()).toISOString();
  const begun: ListedRun = { runId, trigger, startedAt, ...(request !== undefined && { request }) };
  const listed = (listedRun: ListedRun): Promise<void> =>
    listRun(tables, listedRun).catch((error: unknown) => {
      log.warn('The run could not be listed', { event: 'reconcile.unlisted', runId, error: String(error) });
    });
  await listed(begun);
  const result = await withinTime(context, (signal) =>
    runReconcile({
      reconciliation: rules,
      runId,
      repair: tables,
      clock,
      signal,
      scheduled: trigger === 'schedule',
      ...(prepared && { prepared }),
    }).catch((error: unknown) => {
      if (!(error instanceof ReconciliationError)) throw error;
      return endedBefore(error, { runId, clock, rules: rules.rules });
    }),
  ).catch(async (error: unknown) => {
    const endedAt = new Date(clock.now()).toISOString();
    await listed({ ...begun, endedAt, outcome: 'failed', reason: String(error) });
    throw error;
  });
  const stored = fitted(result);
  await storeResult(tables.client, tables.controlTable, stored);
  await listed(endedRun(begun, result));
  // Not console.log: the JSON log format would wrap its text, and CloudWatch would not see the metric.
  process.stdout.write(`${metricLine(namespace, result, clock.now())}\n`);
  logResult(log, result, trigger, stored.omittedDifferences);
  await publishEvent(log, eventBus, eventOf(result, trigger));
  return stored.result;
}

async function compose(reconciliation: ReconcileHandlerOptions['reconciliation']) {
  const environment = parseEnvironment(Environment, process.env);
  const { LEDGER_TABLE, CONTROL_TABLE, LEDGER_DAYS, DISTRIBUTED_WORKERS = 1 } = environment;
  const [{ DynamoDBClient }, { Logger: PowertoolsLogger }] = await Promise.all([dynamoDbSdk(), powertoolsLogger()]);
  const tables: ControlTables = {
    client: new DynamoDBClient({}),
    ledgerTable: LEDGER_TABLE,
    controlTable: CONTROL_TABLE,
    ...(LEDGER_DAYS !== undefined && { ledgerDays: LEDGER_DAYS }),
  };
  return {
    log: new PowertoolsLogger({ serviceName: 'reconciler' }),
    tables,
    namespace: environment.POWERTOOLS_METRICS_NAMESPACE,
    eventBus: environment.EVENT_BUS,
    workers: DISTRIBUTED_WORKERS,
    rules: rulesFrom(reconciliation),
  };
}

/** @throws ReconciliationError unless the function returns what `defineReconciliation` returned */
function rulesFrom(reconciliation: ReconcileHandlerOptions['reconciliation']): Reconciliation {
  const made = reconciliation(process.env);
  checkArgument('reconciliation()', definedReconciliation, made);
  return made;
}

async function withinTime<Result>(
  context: InvocationContext,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const ending = new AbortController();
  // Every request in flight listens to this signal. Otherwise Node warns on stderr, which Lambda logs as an ERROR line.
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

/** The result is already stored and logged, so an event that cannot be sent does not justify another run. */
async function publishEvent(log: Logger, bus: string | undefined, event: RunEvent | undefined): Promise<void> {
  if (bus === undefined || event === undefined) return;
  await publish(bus, event).catch((error: unknown) => {
    log.warn('The event of the run could not be sent', {
      event: 'reconcile.unpublished',
      bus,
      error: String(error),
    });
  });
}

/** A run without a conclusion is logged as an error; drift left behind as a warning, since the metric has its own alarm. */
function logResult(log: Logger, result: ReconcileResult, trigger: string, omittedDifferences: number): void {
  const { runId, outcome, rules } = result;
  const reasons = rules.flatMap(({ name, reason }) => (reason === undefined ? [] : [`${name}: ${reason}`]));
  const fields = {
    event: 'reconcile',
    runId,
    outcome,
    trigger,
    ...totals(result),
    rules: ruleFigures(result),
    reasons,
    omittedDifferences,
  };
  if (outcome === 'inconclusive') log.error('Reconcile run reached no conclusion', fields);
  else if (outcome === 'clean' || outcome === 'repaired') log.info(`Reconcile run ended ${outcome}`, fields);
  else log.warn(`Reconcile run ended ${outcome}`, fields);
}
