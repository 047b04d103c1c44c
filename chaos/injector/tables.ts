import * as z from 'zod/mini';
import { ArmedFault } from '../schemas/control.ts';
import type { DynamoDb } from './dynamodb.ts';

/** The control and hits tables, as a function uses them. */
export interface ChaosTables {
  /** Every fault in the control table, whether or not its lease has ended. */
  armed(): Promise<readonly ArmedFault[]>;
  /** Counts one more attempt in one write. @returns the count, from 1 */
  countAttempt(fault: ArmedFault, correlationId: string): Promise<number>;
}

const Page = z.object({
  Items: z._default(z.array(z.object({ document: z.object({ S: z.string() }) })), []),
  LastEvaluatedKey: z.optional(z.record(z.string(), z.unknown())),
});

const Counted = z.object({ Attributes: z.object({ attempt: z.object({ N: z.string() }) }) });

/**
 * @param unreadable called for an item whose document is not a fault; the other items still count
 */
export function chaosTables(
  dynamoDb: DynamoDb,
  controlTable: string,
  hitsTable: string,
  unreadable: (error: unknown) => void,
): ChaosTables {
  return {
    async armed() {
      const faults: ArmedFault[] = [];
      let ExclusiveStartKey: Record<string, unknown> | undefined;
      do {
        const page = Page.parse(await dynamoDb('Scan', { ...armedIn(controlTable), ExclusiveStartKey }));
        faults.push(...page.Items.flatMap(({ document }) => parsed(document.S, unreadable)));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey !== undefined);
      return faults;
    },

    async countAttempt(fault, correlationId) {
      const counted = await dynamoDb('UpdateItem', {
        TableName: hitsTable,
        Key: { hitId: { S: `${fault.run}#${fault.faultId}#${correlationId}` } },
        UpdateExpression: 'ADD #attempt :one',
        ExpressionAttributeNames: { '#attempt': 'attempt' },
        ExpressionAttributeValues: { ':one': { N: '1' } },
        ReturnValues: 'UPDATED_NEW',
      });
      return Number(Counted.parse(counted).Attributes.attempt.N);
    },
  };
}

/** Only faults have a document; the runner keeps other items beside them. */
const armedIn = (TableName: string) => ({
  TableName,
  ConsistentRead: true,
  FilterExpression: 'attribute_exists(#document)',
  ProjectionExpression: '#document',
  ExpressionAttributeNames: { '#document': 'document' },
});

function parsed(document: string, unreadable: (error: unknown) => void): ArmedFault[] {
  try {
    return [ArmedFault.parse(JSON.parse(document))];
  } catch (error) {
    unreadable(error);
    return [];
  }
}
