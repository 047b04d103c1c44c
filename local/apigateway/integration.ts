/** Integrations of a method: a Lambda function, or a mock with a constant response. */
import * as z from 'zod';
import type { AwsResponse, Caller, FunctionInvoker } from '../core/index.ts';
import type { LambdaIntegration, MockIntegration, RestApi, Stage } from './api.ts';
import { readProxyResponse } from './proxy-response.ts';
import { GatewayRefusal } from './refusal.ts';
import { fillTemplate, staticText } from './template.ts';

const stageVariables = ({ variables }: Stage): Record<string, string> =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [`stageVariables.${name}`, value]));

/** Fills the stage variables into the function reference of an integration or authoriser. */
export const resolveFunction = (functionRef: string, stage: Stage): string =>
  fillTemplate(functionRef, stageVariables(stage));

/** The function inside `arn:aws:apigateway:...:lambda:path/2015-03-31/functions/<function>/invocations`. */
export const invocationUriSchema = z.string().transform((uri, context) => {
  const functionRef = /\/functions\/(?<ref>.+)\/invocations$/u.exec(uri)?.groups?.['ref'];
  if (functionRef !== undefined) return functionRef;
  context.addIssue({ code: 'custom', message: `${uri} does not name a function to invoke` });
  return z.NEVER;
});

/** Invokes the function and waits for at most the integration's timeout, in real time. */
export async function callFunction(
  { functionRef, timeout }: LambdaIntegration,
  event: unknown,
  {
    api,
    stage,
    invoker,
    caller,
  }: {
    readonly api: RestApi;
    readonly stage: Stage;
    readonly invoker: FunctionInvoker;
    readonly caller: Caller;
  },
): Promise<AwsResponse> {
  const signal = AbortSignal.timeout(timeout);
  const timedOut = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(new GatewayRefusal('INTEGRATION_TIMEOUT'));
    });
  });
  const invocation = invoker.invoke({
    functionRef: resolveFunction(functionRef, stage),
    type: 'RequestResponse',
    payload: JSON.stringify(event),
    caller,
    signal,
  });
  const result = await Promise.race([invocation, timedOut]).catch((error: unknown) => {
    if (signal.aborted) throw new GatewayRefusal('INTEGRATION_TIMEOUT');
    throw error;
  });
  if (result.status !== 200) throw new GatewayRefusal('API_CONFIGURATION_ERROR');
  if (result.functionError !== undefined) throw new GatewayRefusal('INTEGRATION_FAILURE');
  return readProxyResponse(result.payload, api);
}

export const answerMock = ({ status, headers }: MockIntegration): AwsResponse => ({
  status,
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, staticText(value)])),
  body: '',
});
