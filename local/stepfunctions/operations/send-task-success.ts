import * as z from 'zod';
import { AwsError, defineOperation } from '../../core/index.ts';
import { type Json, MAX_PAYLOAD_BYTES, parseJsonText } from '../data/json.ts';
import type { StepFunctions } from '../step-functions.ts';

export const taskToken = z.string().min(1).max(2048);

export const sendTaskSuccess = defineOperation({
  name: 'SendTaskSuccess',
  input: z.object({ taskToken, output: z.string() }),
  permissions: () => [{ action: 'states:SendTaskSuccess', resource: '*' }],
  run({ taskToken: token, output }, { callbacks }: StepFunctions) {
    callbacks.succeed(token, outputOf(output));
  },
});

function outputOf(output: string): Json {
  if (Buffer.byteLength(output) > MAX_PAYLOAD_BYTES) {
    throw new AwsError('InvalidOutput', `The output is larger than ${MAX_PAYLOAD_BYTES} bytes`);
  }
  try {
    return parseJsonText(output);
  } catch (error) {
    throw new AwsError('InvalidOutput', `Invalid Output: ${String(error)}`);
  }
}
