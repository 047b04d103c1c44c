import * as z from 'zod';
import { defineOperation, page } from '../../core/index.ts';
import type { StepFunctions } from '../step-functions.ts';
import { seconds } from './describe.ts';

export const listStateMachines = defineOperation({
  name: 'ListStateMachines',
  input: z.object({ maxResults: z.int().min(0).max(1000).default(100), nextToken: z.string().optional() }),
  permissions: () => [{ action: 'states:ListStateMachines', resource: '*' }],
  run({ maxResults, nextToken }, { machines }: StepFunctions) {
    const { items, nextToken: next } = page(machines.all(), maxResults === 0 ? 100 : maxResults, nextToken);
    const stateMachines = items.map(({ arn, name, type, createdAt }) => ({
      stateMachineArn: arn,
      name,
      type,
      creationDate: seconds(createdAt),
    }));
    return { stateMachines, nextToken: next };
  },
});
