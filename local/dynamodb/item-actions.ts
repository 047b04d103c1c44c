import { type ApiCaller, AwsError, jsonClient, ServiceError, type Site } from '../core/index.ts';
import { permissionsOf } from './permissions.ts';

/** Reads and writes of items, by the SDKs' method names. */
const ACTIONS: Readonly<Record<string, string>> = {
  getItem: 'GetItem',
  query: 'Query',
  putItem: 'PutItem',
  updateItem: 'UpdateItem',
  deleteItem: 'DeleteItem',
};

/** DynamoDB as other AWS services call it. */
export function itemActions(
  engineEndpoint: string,
  site: Pick<Site, 'region' | 'accountId' | 'credentials'>,
): ApiCaller {
  const client = jsonClient(engineEndpoint, site);
  const knows = (service: string, action: string): boolean => service === 'dynamodb' && action in ACTIONS;
  return {
    knows,
    async call(caller, service, action, input) {
      const operation = ACTIONS[action];
      if (service !== 'dynamodb' || operation === undefined) {
        throw new AwsError('UnknownOperationException', `${service}:${action} is not simulated.`);
      }
      caller.demand(permissionsOf(operation, input as Readonly<Record<string, unknown>>, site));
      try {
        return await client.call(`DynamoDB_20120810.${operation}`, input, AbortSignal.timeout(TIMEOUT_MS));
      } catch (error) {
        if (error instanceof ServiceError) throw new AwsError(error.code, error.message, { status: error.status });
        throw new AwsError('InternalFailure', String(error), { status: 500 });
      }
    },
  };
}

/** Time limit for a call, in real milliseconds. */
const TIMEOUT_MS = 10_000;
