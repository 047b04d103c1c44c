/** CloudFormation: tells of the stacks that were provisioned, and of their outputs. It makes none by itself. */
import { answerQuery, type AwsService } from '../core/index.ts';
import { describeStacks } from './describe-stacks.ts';
import type { ProvisionedStack } from './stack.ts';

const NAMESPACE = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';

export interface CloudFormation extends AwsService {
  add(stack: ProvisionedStack): void;
}

export function createCloudFormation(): CloudFormation {
  const stacks: ProvisionedStack[] = [];
  return {
    name: 'cloudformation',
    handle: answerQuery([describeStacks], stacks, NAMESPACE),
    resourceTypes: [],
    close: () => Promise.resolve(),
    add: (stack) => {
      stacks.push(stack);
    },
  };
}
