import * as z from 'zod';
import { defineQueryOperation, page } from '../core/index.ts';
import { onStack } from './permission.ts';
import { type ProvisionedStack, stackNamed } from './stack.ts';

/** The page size of AWS. */
const PAGE_SIZE = 100;

const input = z.object({ StackName: z.string().optional(), NextToken: z.string().optional() });

const describe = ({ name, id, description, createdAt, updatedAt, outputs }: ProvisionedStack) => ({
  StackId: id,
  StackName: name,
  Description: description,
  CreationTime: new Date(createdAt).toISOString(),
  RollbackConfiguration: {},
  ...(updatedAt !== undefined && { LastUpdatedTime: new Date(updatedAt).toISOString() }),
  StackStatus: updatedAt === undefined ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE',
  DisableRollback: false,
  Outputs: outputs.map((output) => ({
    OutputKey: output.name,
    OutputValue: String(output.value),
    Description: output.description,
    ExportName: output.exportName,
  })),
});

/** One stack by its name or id, or all stacks, newest first as in AWS. */
export const describeStacks = defineQueryOperation({
  action: 'DescribeStacks',
  input,
  permissions: ({ StackName }, account) => onStack('DescribeStacks', StackName, account),
  run({ StackName, NextToken }, stacks: readonly ProvisionedStack[]) {
    const found = StackName === undefined ? stacks : [stackNamed(stacks, StackName)];
    const { items, nextToken } = page(found.toReversed(), PAGE_SIZE, NextToken);
    return { Stacks: items.map(describe), NextToken: nextToken };
  },
});
