import { passesCallback } from './handler.ts';
import type { InvokeMessage } from './protocol.ts';

const variable = (name: string): string => process.env[name] ?? '';

/** The handler's second argument, as in Lambda's Node.js runtime. The remaining time is real time. */
export function handlerContext({ requestId, timeoutMs, invokedFunctionArn }: InvokeMessage, runtime: string) {
  const deadline = performance.now() + timeoutMs;
  return {
    ...(passesCallback(runtime) && { callbackWaitsForEmptyEventLoop: true }),
    functionName: variable('AWS_LAMBDA_FUNCTION_NAME'),
    functionVersion: variable('AWS_LAMBDA_FUNCTION_VERSION'),
    invokedFunctionArn,
    memoryLimitInMB: variable('AWS_LAMBDA_FUNCTION_MEMORY_SIZE'),
    awsRequestId: requestId,
    logGroupName: variable('AWS_LAMBDA_LOG_GROUP_NAME'),
    logStreamName: variable('AWS_LAMBDA_LOG_STREAM_NAME'),
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadline - performance.now())),
  };
}
