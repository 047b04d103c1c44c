import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import { customResource } from '../platform/custom-resource.ts';

const environment = z.parse(z.object({ RECONCILER_FUNCTION: z.string() }), process.env);
const client = new LambdaClient({});

export const handler = customResource('first-reconcile', async () => {
  const { FunctionError, Payload } = await client.send(
    new InvokeCommand({
      FunctionName: environment.RECONCILER_FUNCTION,
      Payload: JSON.stringify({ trigger: 'deploy' }),
    }),
  );
  if (FunctionError === undefined) return;
  const reason = Payload === undefined ? FunctionError : Payload.transformToString();
  throw new Error(`the first reconcile run of ${environment.RECONCILER_FUNCTION} failed: ${reason}`);
});
