import * as z from 'zod';
import { anyJson, type Json } from '../data/json.ts';
import type { Integration } from './integration.ts';
import { invoke } from './lambda-function.ts';
import { taskParameters } from './parameters.ts';

const parameters = z.object({
  FunctionName: z.string(),
  Payload: anyJson.default({}),
  Qualifier: z.string().optional(),
  InvocationType: z.enum(['RequestResponse', 'Event', 'DryRun']).default('RequestResponse'),
});

/** `lambda:invoke`: the result is the response of the API, with the reply under `Payload`. */
export const lambdaInvoke: Integration = {
  actions: ['lambda:invoke'],
  patterns: ['requestResponse', 'waitForTaskToken'],
  async run({ arn, parameters: given, caller, signal }, ports): Promise<Json> {
    const { FunctionName, Payload, Qualifier, InvocationType } = taskParameters(parameters, given, arn);
    const functionRef = Qualifier === undefined ? FunctionName : `${FunctionName}:${Qualifier}`;
    if (InvocationType === 'Event') {
      await ports.invoker.invoke({ functionRef, type: 'Event', payload: JSON.stringify(Payload), caller, signal });
      return { StatusCode: 202 };
    }
    const { payload, version = '$LATEST', status } = await invoke(functionRef, Payload, ports, { caller, signal });
    return { ExecutedVersion: version, Payload: payload, StatusCode: status };
  },
};
