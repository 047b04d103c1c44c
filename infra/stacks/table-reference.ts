import { type Stack } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { TableName } from '../catalogue/tables.ts';

/**
 * A table as other stacks refer to it: by its fixed name. An imported value would keep the table's stack from removing or
 * replacing the table before the last stack that uses it was deployed without it, and that stack is deployed later.
 */
export interface TableReference {
  readonly tableName: string;
  readonly tableArn: string;
}

/** @param region the stack's own by default */
export function referToTable(stack: Stack, prefix: string, name: TableName, region?: string): TableReference {
  const tableName = `${prefix}${name}`;
  return {
    tableName,
    tableArn: stack.formatArn({
      service: 'dynamodb',
      resource: 'table',
      resourceName: tableName,
      ...(region !== undefined && { region }),
    }),
  };
}

/** The parameter of Systems Manager that holds a stream's ARN, which ends with the time of its creation. */
const streamParameter = (prefix: string, name: TableName): string => `/${prefix.replace(/-$/, '')}/streams/${name}`;

/** Stores the ARN of a table's stream for other stacks. */
export function storeStreamArn(scope: Construct, prefix: string, name: TableName, streamArn: string): void {
  new ssm.StringParameter(scope, `Stream-${name}`, {
    parameterName: streamParameter(prefix, name),
    stringValue: streamArn,
    description: `ARN of the stream of ${prefix}${name}`,
  });
}

/** The stored ARN, which CloudFormation reads at each deployment of the scope's stack. */
export const storedStreamArn = (scope: Construct, prefix: string, name: TableName): string =>
  ssm.StringParameter.valueForStringParameter(scope, streamParameter(prefix, name));
