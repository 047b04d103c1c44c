import * as z from 'zod/mini';
import { ArmedFault } from '../schemas/control.ts';
import type { DynamoDb } from './dynamodb.ts';

/** The control and hits tables as a function reads and writes them. */
export interface ChaosTables {
  /** Every fault that stands in the control table, whether or not its lease has ended. */
  armed(): Promise<readonly ArmedFault[]>;
  /** Counts one more attempt, in one write; the count, from 1. */
  countAttempt(fault: ArmedFault, correlationId: string): Promise<number>;
}

const Page = z.object({
  Items: z._default(z.array(z.object({ document: z.object({ S: z.string() }) })), []),
  LastEvaluatedKey: z.optional(z.record(z.string(), z.unknown())),
});

const Counted = z.object({ Attributes: z.object({ attempt: z.object({ N: z.string() }) }) });

/**
 * @param unreadable is told of an item that has a document and is no fault; the others stand
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

/** Faults alone have a document; the runner keeps other things of its own beside them. */
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
