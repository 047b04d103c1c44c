/**
 * AWS Lambda. Functions run unmodified in worker threads: each thread is one execution environment and handles one event
 * at a time. They are invoked over the REST API or in process, synchronously or asynchronously.
 */
import { type AwsService, answerRest, type FunctionInvoker, type Site } from '../core/index.ts';
import { Lambda, type LambdaPorts } from './lambda.ts';
import { operations } from './operations/index.ts';
import { resourceTypes } from './resources/index.ts';

export type { LambdaPorts } from './lambda.ts';

/** The service named `lambda`, which other services also call in process. */
export function createLambda(site: Site, ports: LambdaPorts): AwsService & FunctionInvoker {
  const lambda = new Lambda(site, ports);
  return {
    name: 'lambda',
    handle: answerRest(operations, lambda),
    resourceTypes: resourceTypes(lambda),
    invoke: (request) => lambda.invoke(request),
    close: () => lambda.close(),
  };
}
