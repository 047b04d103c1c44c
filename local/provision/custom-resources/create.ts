import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import type { Caller, FunctionInvoker, Provisioned, ResourceContext } from '../../core/index.ts';
import type { Answer, Answers } from './answers.ts';

/** Default for `ServiceTimeout`, the real seconds to wait for a response; CloudFormation's default is an hour. */
const DEFAULT_LIMIT_S = 300;

/** Whether a resource type is a custom resource. */
export const isCustomResource = (type: string): boolean =>
  type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';

const customProperties = z.looseObject({
  ServiceToken: z.string('must be the ARN of a function'),
  ServiceTimeout: z.coerce.number().positive().default(DEFAULT_LIMIT_S),
});

interface Ports {
  readonly invoker: FunctionInvoker;
  readonly answers: Answers;
  /** Who deploys the stack. */
  readonly administrator: Caller;
}

/** Resolves to the function's response; rejects if the function fails without one, or after the time limit. */
async function ask(
  serviceToken: string,
  request: object,
  seconds: number,
  { invoker, answers, administrator }: Ports,
): Promise<Answer> {
  const { url, answered } = answers.expect();
  const ending = new AbortController();
  const failed = async (): Promise<never> => {
    const payload = JSON.stringify({ ...request, ResponseURL: url });
    const reply = await invoker.invoke({
      functionRef: serviceToken,
      type: 'RequestResponse',
      payload,
      caller: administrator,
      signal: ending.signal,
    });
    if (reply.functionError !== undefined || reply.status !== 200) {
      throw new Error(`its function ${serviceToken} failed: ${reply.payload}`);
    }
    await wait(seconds * 1000, undefined, { signal: ending.signal });
    throw new Error(`its function ${serviceToken} sent no response within ${String(seconds)} s`);
  };
  const failure = failed();
  failure.catch(() => undefined);
  try {
    return await Promise.race([answered, failure]);
  } finally {
    ending.abort();
  }
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** What a custom resource was before an update. */
export interface PreviousCustomResource {
  readonly properties: unknown;
  readonly provisioned: Provisioned;
}

/**
 * Creates or updates a custom resource as CloudFormation does: invokes its function, and waits for the response.
 *
 * @param previous undefined for a new one
 */
export async function createCustomResource(
  type: string,
  given: unknown,
  { logicalId, defaultName, stackId }: ResourceContext & { readonly stackId: string },
  ports: Ports,
  previous?: PreviousCustomResource,
): Promise<Provisioned> {
  const { ServiceToken, ServiceTimeout, ...properties } = customProperties.parse(given);
  const request = {
    ...(previous === undefined
      ? { RequestType: 'Create' }
      : {
          RequestType: 'Update',
          PhysicalResourceId: previous.provisioned.ref,
          OldResourceProperties: previous.properties,
        }),
    StackId: stackId,
    RequestId: randomUUID(),
    ResourceType: type,
    LogicalResourceId: logicalId,
    ResourceProperties: { ServiceToken, ...properties },
  };
  const { Status, Reason, PhysicalResourceId, Data } = await ask(ServiceToken, request, ServiceTimeout, ports);
  if (Status === 'FAILED') throw new Error(Reason ?? 'its function responded FAILED without a reason');
  const attributes = Object.entries(Data ?? {}).map(([name, value]) => [name, asText(value)] as const);
  const ref = PhysicalResourceId ?? previous?.provisioned.ref ?? defaultName;
  return { ref, attributes: Object.fromEntries(attributes) };
}
