import * as z from 'zod';
import { defineQueryOperation, page } from '../core/index.ts';
import { onStack } from './permission.ts';
import { type ProvisionedStack, stackNamed } from './stack.ts';

/** The page size of AWS. */
const PAGE_SIZE = 100;

export const listStackResources = defineQueryOperation({
  action: 'ListStackResources',
  input: z.object({ StackName: z.string(), NextToken: z.string().optional() }),
  permissions: ({ StackName }, account) => onStack('ListStackResources', StackName, account),
  run({ StackName, NextToken }, stacks: readonly ProvisionedStack[]) {
    const { createdAt, resources } = stackNamed(stacks, StackName);
    const { items, nextToken } = page(resources, PAGE_SIZE, NextToken);
    return {
      StackResourceSummaries: items.map(({ logicalId, type, physicalId }) => ({
        LogicalResourceId: logicalId,
        PhysicalResourceId: physicalId,
        ResourceType: type,
        LastUpdatedTimestamp: new Date(createdAt).toISOString(),
        ResourceStatus: 'CREATE_COMPLETE',
      })),
      NextToken: nextToken,
    };
  },
});
