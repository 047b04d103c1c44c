import { InvokeCommand } from '@aws-sdk/client-lambda';
import { GetScheduleCommand, type ScheduleState, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { bind } from '../command.ts';
import { exitCodes } from '../failure.ts';
import { withTarget } from '../options.ts';
import { attach } from '../system/attach.ts';
import type { TargetClients } from '../../chaos/index.ts';
import { createClients } from '../system/clients.ts';

export const schedule = bind({
  command: 'schedule <action>',
  describe: 'the hourly reconcile schedule: show it, pause it, resume it, run it now',
  options: (yargs) =>
    withTarget(yargs)
      .positional('action', { choices: ['show', 'pause', 'resume', 'run-now'] as const, demandOption: true })
      .example('$0 schedule show', 'what runs, how often, and whether it is on')
      .example('$0 schedule run-now', 'start the same target at once'),
  run: async ({ action, target, stage }, { terminal }) => {
    const system = await attach({ target, stage });
    const clients = createClients(system);
    const name = `${system.prefix}reconcile`;
    if (action === 'pause' || action === 'resume') {
      await setState(clients, name, action === 'pause' ? 'DISABLED' : 'ENABLED');
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
      terminal.print(`started ${found.Target?.Arn ?? 'the target'}; evenkeel reconcile tells what is left`);
      terminal.json({ started: true, target: found.Target?.Arn });
      return exitCodes.pass;
    }
    terminal.print(`${name}: ${found.ScheduleExpression ?? ''} ${found.State ?? ''} -> ${found.Target?.Arn ?? ''}`);
    terminal.json({ name, expression: found.ScheduleExpression, state: found.State, target: found.Target?.Arn });
    return exitCodes.pass;
  },
});

/** An update replaces the whole schedule, so what is not to change is sent back as it was. */
async function setState({ scheduler }: TargetClients, name: string, state: ScheduleState): Promise<void> {
  const { ScheduleExpression, FlexibleTimeWindow, Target, ScheduleExpressionTimezone, Description, GroupName } =
    await scheduler.send(new GetScheduleCommand({ Name: name }));
  await scheduler.send(
    new UpdateScheduleCommand({
      Name: name,
      State: state,
      ScheduleExpression,
      FlexibleTimeWindow,
      Target,
      ...(ScheduleExpressionTimezone === undefined ? {} : { ScheduleExpressionTimezone }),
      ...(Description === undefined ? {} : { Description }),
      ...(GroupName === undefined ? {} : { GroupName }),
    }),
  );
}
