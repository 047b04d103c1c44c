import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { SystemDescription } from '@evenkeel/chaos/schemas';
import { exitCodes, usageFailure } from '../failure.ts';
import type { Terminal } from '../terminal.ts';
import { reach } from './reach.ts';

export const isStateMachine = (arn: string): boolean => arn.split(':')[2] === 'states';

/**
 * Starts a distributed run. Returns the exit code.
 *
 * @throws CommandFailure exit 2 if it should wait for the run, which may take longer than a command
 */
export async function startDistributed(
  system: Pick<SystemDescription, 'environment' | 'region'>,
  { arn, wait }: { readonly arn: string; readonly wait: boolean },
  terminal: Terminal,
): Promise<number> {
  if (wait)
    throw usageFailure(
      '--wait does not wait for a distributed run, so none was started: leave out --wait, and follow the execution that is then named in Step Functions',
    );
  const client = new SFNClient(reach(system, 'SFN'));
  try {
    const input = JSON.stringify({ trigger: 'run-now' });
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn: arn, input }));
    terminal.print(`started ${executionArn ?? arn}; evenkeel reconcile shows what is left`);
    terminal.json({ started: true, target: arn, execution: executionArn });
  } finally {
    client.destroy();
  }
  return exitCodes.pass;
}
