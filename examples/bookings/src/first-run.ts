/** Runs the reconciler once, so that its alarm on two hours without a run is not created in the state ALARM. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { onDeploy } from './custom-resource.ts';
import { variable } from './environment.ts';

export const handler = onDeploy('first-run', async () => {
  const Payload = JSON.stringify({ trigger: 'deploy' });
  const command = new InvokeCommand({ FunctionName: variable('RECONCILER'), Payload });
  const { FunctionError } = await new LambdaClient({}).send(command);
  if (FunctionError !== undefined) throw new Error(`the first run of the reconciler failed: ${FunctionError}`);
});
