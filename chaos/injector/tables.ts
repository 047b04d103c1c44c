import { DynamoDBClient, paginateScan, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ArmedFault } from '../contract/control.ts';

/** The control and hits tables as a function reads and writes them. */
export interface ChaosTables {
  armed(): Promise<readonly ArmedFault[]>;
  countAttempt(fault: ArmedFault, correlationId: string): Promise<number>;
}

/** The client is made at the first use: a function that is never asked for a fault pays nothing for it. */
export function chaosTables(controlTable: string, hitsTable: string): ChaosTables {
  let made: DynamoDBClient | undefined;
  const client = () => {
    made ??= new DynamoDBClient({
      maxAttempts: 2,
      requestHandler: { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true },
    });
    return made;
  };

  return {
    async armed() {
      const faults: ArmedFault[] = [];
      for await (const page of paginateScan({ client: client() }, { TableName: controlTable, ConsistentRead: true })) {
        for (const item of page.Items ?? []) {
          faults.push(ArmedFault.parse(JSON.parse(item['document']?.S ?? 'null')));
        }
      }
      return faults;
    },

    async countAttempt(fault, correlationId) {
      const { Attributes } = await client().send(
        new UpdateItemCommand({
          TableName: hitsTable,
          Key: { hitId: { S: `${fault.run}#${fault.faultId}#${correlationId}` } },
          UpdateExpression: 'ADD #attempt :one',
          ExpressionAttributeNames: { '#attempt': 'attempt' },
          ExpressionAttributeValues: { ':one': { N: '1' } },
          ReturnValues: 'UPDATED_NEW',
        }),
      );
      return Number(Attributes?.['attempt']?.N);
    },
  };
}
