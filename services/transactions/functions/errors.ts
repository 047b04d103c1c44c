import { LambdaClient } from '@aws-sdk/client-lambda';
import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { invokeHandler } from '../../shared/invoke.ts';
import { lazily } from '../../shared/lazily.ts';
import { createLog } from '../../shared/logger.ts';
import { parse } from '../../shared/parse.ts';
import { text } from '../../shared/request.ts';
import { streamHandler } from '../../shared/stream.ts';
import { tracedCalls } from '../../shared/tracing/aws-calls.ts';
import { drive } from '../drive.ts';
import { errorsEnvironment } from '../environment.ts';
import type { SagaState } from '../ports.ts';
import { checkoutFunction, participantFunction } from '../sagas.ts';

const Filed = z.object({ correlationId: text });

/** Drives one saga to its end on demand; the reconciler sends it for a stuck saga. */
const DriveRequest = z.strictObject({ action: z.literal('drive'), correlationId: text });

type Answer = DynamoDBBatchResponse | { readonly state: SagaState };

/** The transaction manager: drives every saga in the error table. A record is done when its order has reached its end. */
export const transactionsErrors = (): ((
  event: DynamoDBStreamEvent | z.output<typeof DriveRequest>,
  context: Context,
) => Promise<Answer>) =>
  lazily(() => {
    const env = errorsEnvironment();
    const log = createLog(env.SERVICE);
    const lambda = tracedCalls(new LambdaClient({}));
    const ports = {
      checkout: checkoutFunction(lambda, env.CHECKOUT_SAGA_FUNCTION),
      participants: [
        participantFunction(lambda, 'payment', env.PAYMENT_SAGA_FUNCTION),
        participantFunction(lambda, 'warehouse', env.WAREHOUSE_SAGA_FUNCTION),
        participantFunction(lambda, 'shipping', env.SHIPPING_SAGA_FUNCTION),
      ],
    };
    const onDemand = invokeHandler({
      schema: DriveRequest,
      handle: async ({ correlationId }) => ({ state: await drive(correlationId, ports) }),
      log,
    });
    const onRecords = streamHandler({
      source: () => 'transactions#errors',
      handle: async ({ after }) => {
        if (after === undefined) return;
        await drive(parse(Filed, after, 'Error record').correlationId, ports);
      },
      log,
    });
    return async (event, context): Promise<Answer> =>
      'Records' in event ? onRecords(event, context) : onDemand(event, context);
  });
