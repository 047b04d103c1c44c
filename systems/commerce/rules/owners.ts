/** The services that own a saga, and how the reconciler asks them to repair it. */
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { type OwnerCall, ReconcilerError } from '@evenkeel/reconciler';

export type Service = 'payment' | 'warehouse' | 'shipping';

/** Function names, with an alias if they have one. */
export interface OwnerFunctions {
  readonly checkoutSaga: string;
  readonly transactionsErrors: string;
  readonly saga: Readonly<Record<Service, string>>;
}

export interface Owners {
  /** Drives the saga to the end that was decided, or rolls it back. */
  readonly drive: OwnerCall;
  /** Decides that a correlation id without an order is rolled back, and rolls it back. */
  readonly closeUnknown: OwnerCall;
  /** Repeats one service's step of a saga that has ended. */
  repeat(service: Service, action: 'commit' | 'rollback'): OwnerCall;
}

class OwnerCallError extends ReconcilerError {
  constructor(functionName: string, key: string, answer: string) {
    super(`${functionName} could not repair ${key}: ${answer}. Its log has the stack trace; the next run tries again`);
  }
}

const DECIDED = 'none: the end of a saga is final';

export function ownersOf(client: LambdaClient, functions: OwnerFunctions): Owners {
  const invoke = async (name: string, payload: { action: string; correlationId: string }, signal: AbortSignal) => {
    const command = new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(payload) });
    const { FunctionError, Payload } = await client.send(command, { abortSignal: signal });
    if (FunctionError === undefined) return;
    throw new OwnerCallError(name, payload.correlationId, Payload?.transformToString() ?? FunctionError);
  };
  const drive = (correlationId: string, signal: AbortSignal) =>
    invoke(functions.transactionsErrors, { action: 'drive', correlationId }, signal);
  return {
    drive: { owner: 'transactions drive', compensation: DECIDED, call: drive },
    closeUnknown: {
      owner: 'checkout openRolledBack, transactions drive',
      compensation: DECIDED,
      async call(correlationId, signal) {
        await invoke(functions.checkoutSaga, { action: 'openRolledBack', correlationId }, signal);
        await drive(correlationId, signal);
      },
    },
    repeat: (service, action) => ({
      owner: `${service} ${action}`,
      compensation: action === 'commit' ? 'a refund or return, as for any completed order' : DECIDED,
      call: (correlationId, signal) => invoke(functions.saga[service], { action, correlationId }, signal),
    }),
  };
}
