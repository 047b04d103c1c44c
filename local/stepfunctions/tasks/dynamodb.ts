import * as z from 'zod';
import { anyJson, type Json } from '../data/json.ts';
import type { Integration } from './integration.ts';
import { taskParameters } from './parameters.ts';

const ACTIONS = ['getItem', 'putItem', 'updateItem', 'deleteItem'];
/** `query` exists only as a call of the SDK. */
const SDK_ACTIONS = [...ACTIONS, 'query'];

/** DynamoDB's items, as an optimised integration and through the SDK's integration. */
export const dynamoDb: Integration = {
  actions: [
    ...ACTIONS.map((action) => `dynamodb:${action}`),
    ...SDK_ACTIONS.map((action) => `aws-sdk:dynamodb:${action}`),
  ],
  patterns: ['requestResponse'],
  async run({ arn, resource, parameters, caller }, { apis }): Promise<Json> {
    const input = taskParameters(z.record(z.string(), anyJson), parameters, arn);
    const action = resource.action.split(':').at(-1) ?? '';
    return (await apis.call(caller, 'dynamodb', action, input)) as Json;
  },
};
