/** CloudFormation: describes the provisioned stacks, their outputs and their resources. It does not create stacks itself. */
import { type Account, answerQuery, type AwsService } from '../core/index.ts';
import { describeStacks } from './describe-stacks.ts';
import { listStackResources } from './list-stack-resources.ts';
import type { ProvisionedStack } from './stack.ts';

const NAMESPACE = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';

export interface CloudFormation extends AwsService {
  /** Adds a stack that was created, or replaces what is known of one that was updated. */
  put(stack: ProvisionedStack): void;
}

export function createCloudFormation(account: Account): CloudFormation {
  const stacks: ProvisionedStack[] = [];
  return {
    name: 'cloudformation',
    handle: answerQuery([describeStacks, listStackResources], stacks, { namespace: NAMESPACE, account }),
    resourceTypes: [],
    close: () => Promise.resolve(),
    put(stack) {
      const place = stacks.findIndex(({ name }) => name === stack.name);
      stacks.splice(place === -1 ? stacks.length : place, 1, stack);
    },
  };
}
