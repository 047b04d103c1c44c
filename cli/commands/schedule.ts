import { InvokeCommand } from '@aws-sdk/client-lambda';
import { GetScheduleCommand, type GetScheduleCommandOutput } from '@aws-sdk/client-scheduler';
import { bind } from '../command.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { numberBetween, withTarget } from '../options.ts';
import { locate } from '../system/attach.ts';
import type { TargetClients } from '@evenkeel/chaos/runner';
import { parseScheduleExpression } from '@evenkeel/local/scheduler/expression';
import { createClients } from '../system/clients.ts';
import { readClock } from '../system/clock.ts';
import { setScheduleState } from '../system/schedule-state.ts';

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
      .example('$0 schedule show', 'show the target, the next runs, and whether the schedule is enabled')
      .example('$0 schedule run-now', 'invoke the target of the schedule now'),
  run: async ({ action, runs, target, stage, prefix }, { terminal }) => {
    const system = await locate({ target, stage, prefix });
    const clients = createClients(system);
    const name = `${system.prefix}reconcile`;
    await assertExists(clients, name);
    if (action === 'pause' || action === 'resume') {
      await setScheduleState(clients.scheduler, name, action === 'pause' ? 'DISABLED' : 'ENABLED');
    }
    const found = await clients.scheduler.send(new GetScheduleCommand({ Name: name }));
    if (action === 'run-now') {
      await clients.lambda.send(
        new InvokeCommand({
          FunctionName: found.Target?.Arn,
          InvocationType: 'Event',
          Payload: Buffer.from(JSON.stringify({ trigger: 'run-now' })),
        }),
      );
      terminal.print(`started ${found.Target?.Arn ?? 'the target'}; evenkeel reconcile shows what is left`);
      terminal.json({ started: true, target: found.Target?.Arn });
      return exitCodes.pass;
    }
    const { ScheduleExpression: expression, ScheduleExpressionTimezone: timeZone = 'UTC', State: state } = found;
    const next = nextRuns(found, (await readClock(system)).now(), runs);
    terminal.print(`${name}: ${expression ?? ''} ${timeZone}, ${state ?? ''} -> ${found.Target?.Arn ?? ''}`);
    for (const at of next) terminal.print(`  next run ${at}`);
    terminal.json({ name, expression, timeZone, state, target: found.Target?.Arn, next });
    return exitCodes.pass;
  },
});

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
