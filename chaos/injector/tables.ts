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

/** Only faults have a document; the runner keeps other items in the same table. */
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
/** How long the fallback is used after a failed read; each further failure doubles it. */
const FIRST_FALLBACK_MS = 1000;
/** The longest time for which the fallback is used after a failed read. */
const MAX_FALLBACK_MS = 30_000;

export interface Source<Value> {
  readonly read: () => Promise<Value>;
  /** Replaces a value that cannot be read. */
  readonly fallback: Value;
  /** Milliseconds after which a value is read again. */
  readonly freshMs: (value: Value) => number;
  readonly failed: (error: unknown) => void;
  readonly monotonicMs: () => number;
}

/**
 * Caches a value for a while, in real (monotonic) time, because a function worker's `Date` may run faster. Calls that
 * find the value stale share one read. While reads fail, the fallback is used for longer and longer, so that an
 * unreachable store does not delay a call every second.
 */
export function cached<Value>({
  read,
  fallback,
  freshMs,
  failed,
  monotonicMs,
}: Source<Value>): () => Value | Promise<Value> {
  let value = fallback;
  let staleAt = Number.NEGATIVE_INFINITY;
  let failures = 0;
  let reading: Promise<Value> | undefined;

  const refresh = async (): Promise<Value> => {
    const began = monotonicMs();
    try {
      value = await read();
      staleAt = began + freshMs(value);
      failures = 0;
    } catch (error) {
      value = fallback;
      staleAt = monotonicMs() + Math.min(MAX_FALLBACK_MS, FIRST_FALLBACK_MS * 2 ** failures);
      failures += 1;
      failed(error);
    }
    reading = undefined;
    return value;
  };

  return () => {
    if (monotonicMs() < staleAt) return value;
    reading ??= refresh();
    return reading;
  };
}
