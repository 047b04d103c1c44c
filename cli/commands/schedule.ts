import { GetScheduleCommand, type GetScheduleCommandOutput } from '@aws-sdk/client-scheduler';
import { bind } from '../command.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { numberBetween, withTarget } from '../options.ts';
import { type ListedRun, readLease, readRuns } from '@evenkeel/reconciler';
import { locate, usedSystem } from '../system/attach.ts';
import { optionsOf } from '../system/reconciliation.ts';
import { lineOfRun } from './reconcile/runs.ts';
import { runNow } from './run-now.ts';
import type { TargetClients } from '@evenkeel/chaos/runner';
import { parseScheduleExpression } from '@evenkeel/local/scheduler/expression';
import { createClients } from '../system/clients.ts';
import { readClock } from '../system/clock.ts';
import { setScheduleState } from '../system/schedule-state.ts';
import { isStateMachine, startDistributed } from '../system/start-distributed.ts';

export const schedule = bind({
  options: (yargs) =>
    withTarget(yargs)
      .positional('action', {
        choices: ['show', 'pause', 'resume', 'run-now'] as const,
        demandOption: true,
        describe: 'what to do',
      })
      .option('runs', {
        type: 'number',
        default: 3,
        describe: 'number of upcoming runs to show',
        coerce: numberBetween('runs', 0, 100),
      })
      .option('wait', {
        type: 'boolean',
        default: false,
        describe: 'with run-now: wait for the end of the run, print its result, and exit with the code of its outcome',
      })
      .example('$0 schedule show', 'show the target, the last run, the next runs, and whether the schedule is enabled')
      .example('$0 schedule run-now --wait', 'invoke the target of the schedule now, and print what the run did'),
  run: async ({ action, runs, wait, target, stage, prefix, system: id }, context) => {
    const { terminal } = context;
    const system = await locate({ target, stage, prefix, system: id });
    terminal.step(usedSystem(system));
    const clients = createClients(system);
    const name = `${system.prefix}reconcile`;
    await assertExists(clients, name);
    if (action === 'pause' || action === 'resume') {
      await setScheduleState(clients.scheduler, name, action === 'pause' ? 'DISABLED' : 'ENABLED');
    }
    const found = await clients.scheduler.send(new GetScheduleCommand({ Name: name }));
    const clock = await readClock(system);
    const controlTable = `${system.prefix}reconciler-control`;
    if (action === 'run-now') {
      const arn = found.Target?.Arn;
      if (arn !== undefined && isStateMachine(arn)) return startDistributed(system, { arn, wait }, context.terminal);
      const options = optionsOf({ target, stage, prefix, system: id });
      return runNow({ clients, functionArn: found.Target?.Arn, controlTable, clock, wait, options }, context);
    }
    const { ScheduleExpression: expression, ScheduleExpressionTimezone: timeZone = 'UTC', State: state } = found;
    const now = clock.now();
    const next = nextRuns(found, now, runs);
    const [last] = await readRuns(clients.dynamodb, controlTable, { now: now.getTime(), limit: 1 }).catch(notListed);
    terminal.print(`${name}: ${expression ?? ''} ${timeZone}, ${state ?? ''} -> ${found.Target?.Arn ?? ''}`);
    const lastRun = async (run: ListedRun) =>
      lineOfRun(run, now.getTime(), await readLease({ client: clients.dynamodb, controlTable }, now.getTime()));
    terminal.print(`  last run ${last === undefined ? 'none is recorded' : await lastRun(last)}`);
    for (const at of next) terminal.print(`  next run ${at}`);
    terminal.json({ name, expression, timeZone, state, target: found.Target?.Arn, last: last ?? null, next });
    return exitCodes.pass;
  },
});

/** A system without the table, or a caller who may not read it, still sees the schedule. */
function notListed(error: unknown): never[] {
  if (error instanceof Error && /ResourceNotFound|AccessDenied/.test(error.name)) return [];
  throw error;
}

/** @throws CommandFailure exit 2 if the system has no reconcile schedule */
async function assertExists({ scheduler }: TargetClients, name: string): Promise<void> {
  await scheduler.send(new GetScheduleCommand({ Name: name })).catch((error: unknown) => {
    if (!(error instanceof Error && error.name === 'ResourceNotFoundException')) throw error;
    throw usageFailure(`the system has no schedule ${name}: add a ScheduledReconciler to the app`, error);
  });
}

/** Times in ISO UTC, on the system's clock. A paused schedule has none. */
function nextRuns(schedule: GetScheduleCommandOutput, now: Date, count: number): string[] {
  const { ScheduleExpression, ScheduleExpressionTimezone = 'UTC', State, StartDate, CreationDate } = schedule;
  if (State !== 'ENABLED' || ScheduleExpression === undefined) return [];
  const recurrence = parseScheduleExpression(ScheduleExpression, ScheduleExpressionTimezone);
  const start = (StartDate ?? CreationDate ?? now).getTime();
  const found: string[] = [];
  for (let at: number | undefined = now.getTime(); found.length < count; found.push(new Date(at).toISOString())) {
    at = recurrence.next(at, start);
    if (at === undefined) break;
  }
  return found;
}
