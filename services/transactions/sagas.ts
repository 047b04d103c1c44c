/** The services' saga functions, called by direct invocation. */
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import { InvocationError } from '../shared/errors.ts';
import { parse } from '../shared/parse.ts';
import type { SagaService } from '../shared/step.ts';
import type { Checkout, SagaParticipant } from './ports.ts';

const State = z.object({
  state: z.enum(['PENDING', 'COMMITTING', 'ROLLING_BACK', 'COMPLETED', 'ROLLED_BACK', 'UNKNOWN']),
});

const Answer = z.object({
  service: z.enum(['payment', 'warehouse', 'shipping']),
  state: z.string(),
  refused: z.exactOptional(z.boolean()),
  reason: z.exactOptional(z.string()),
});

type Request = { readonly action: string; readonly correlationId: string } & Readonly<Record<string, unknown>>;

async function invoke(lambda: LambdaClient, functionName: string, request: Request): Promise<unknown> {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(request) }),
  );
  const text = Payload?.transformToString() ?? 'null';
  if (FunctionError !== undefined) throw new InvocationError(functionName, request.correlationId, text);
  return JSON.parse(text);
}

export function checkoutFunction(lambda: LambdaClient, functionName: string): Checkout {
  const ask = async (request: Request) =>
    parse(State, await invoke(lambda, functionName, request), `Answer of ${functionName}`).state;
  return {
    read: (correlationId) => ask({ action: 'read', correlationId }),
    decideRollback: (correlationId) => ask({ action: 'decideRollback', correlationId }),
    record: (correlationId, answers) =>
      ask({ action: 'record', correlationId, answers: answers.map(({ service, state }) => ({ service, state })) }),
  };
}

export function participantFunction(lambda: LambdaClient, service: SagaService, functionName: string): SagaParticipant {
  const call = async (action: 'commit' | 'rollback', correlationId: string) =>
    parse(Answer, await invoke(lambda, functionName, { action, correlationId }), `Answer of ${functionName}`);
  return {
    service,
    commit: (correlationId) => call('commit', correlationId),
    rollback: (correlationId) => call('rollback', correlationId),
  };
}
