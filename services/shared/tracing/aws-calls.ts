/** A span for each call of an AWS client, in the trace of the saga that makes the call. Calls outside of a saga leave none. */
import type { MiddlewareStack } from '@smithy/types';
import { functionTracer } from './function-tracer.ts';
import { type Attributes, silent, type Tracer } from './tracer.ts';

/** An AWS client. */
interface Client<Input extends object, Output extends object> {
  readonly middlewareStack: Pick<MiddlewareStack<Input, Output>, 'add'>;
}

/** @returns the client itself; calls cost nothing more if nothing traces */
export function tracedCalls<Input extends object, Output extends object, Traced extends Client<Input, Output>>(
  client: Traced & Client<Input, Output>,
  tracer: Tracer = functionTracer(),
): Traced {
  if (tracer === silent) return client;
  client.middlewareStack.add(
    (next, { clientName = 'AWS', commandName = 'call' }) =>
      (given) => {
        const operation = commandName.replace(/Command$/, '');
        const service = clientName.replace(/Client$/, '');
        const attributes = {
          'rpc.system': 'aws-api',
          'rpc.service': service,
          'rpc.method': operation,
          ...calledBy(given.input),
        };
        return tracer.span({ name: `${service} ${operation}`, kind: 'client', attributes, isFailure }, () =>
          next(given),
        );
      },
    { step: 'initialize', name: 'evenkeelTracing', override: true },
  );
  return client;
}

/** A condition that does not hold is an answer: that is how a repeated step finds out that it has been done. */
const isFailure = (error: unknown): boolean => !(error instanceof Error && CONDITION_FAILED.has(error.name));

const CONDITION_FAILED: ReadonlySet<string> = new Set([
  'ConditionalCheckFailedException',
  'TransactionCanceledException',
]);

/** The table, database, queue or function that a request names. */
function calledBy(input: object): Attributes {
  const named = (name: string): string | undefined => {
    const value: unknown = Reflect.get(input, name);
    return typeof value === 'string' ? value : undefined;
  };
  const [table = batchTable(input) ?? transactionTable(input), database, queueUrl, functionName] =
    ATTRIBUTES.map(named);
  if (table !== undefined) return { 'db.system.name': 'aws.dynamodb', 'db.collection.name': table };
  if (database !== undefined) return { 'db.system.name': 'postgresql', 'db.namespace': database };
  if (functionName !== undefined) return { 'faas.invoked_name': withoutAlias(functionName) };
  if (queueUrl === undefined) return {};
  return { 'messaging.system': 'aws_sqs', 'messaging.destination.name': queueUrl.split('/').at(-1) ?? queueUrl };
}

const ATTRIBUTES = ['TableName', 'database', 'QueueUrl', 'FunctionName'] as const;

/** The table of a BatchGetItem, which reads one here. */
function batchTable(input: object): string | undefined {
  const items: unknown = Reflect.get(input, 'RequestItems');
  return typeof items === 'object' && items !== null ? Object.keys(items)[0] : undefined;
}

/** The first table that a transaction writes; the others are not named. */
function transactionTable(input: object): string | undefined {
  const items: unknown = Reflect.get(input, 'TransactItems');
  const [write] = Array.isArray(items) ? items.flatMap((item: object) => Object.values(item) as unknown[]) : [];
  const table: unknown = typeof write === 'object' && write !== null ? Reflect.get(write, 'TableName') : undefined;
  return typeof table === 'string' ? table : undefined;
}

/** A function's name, without the ARN before it and the alias after it. */
function withoutAlias(name: string): string {
  const parts = name.split(':');
  return (parts.length > 2 ? parts[6] : parts[0]) ?? name;
}
