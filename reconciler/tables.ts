import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { checkArgument, custom, filledText, hasMethods, strict } from './options.ts';

/** The DynamoDB tables in which runs keep their lease, ledger and results. */
export interface ControlTables {
  readonly client: DynamoDBClient;
  readonly ledgerTable: string;
  readonly controlTable: string;
  /** Number of days that the ledger keeps a repair and its images; 90 by default. */
  readonly ledgerDays?: number;
}

export const dynamoDbClient = custom('`new DynamoDBClient({})` of the package @aws-sdk/client-dynamodb', (value) =>
  hasMethods(value, 'send'),
);

export const controlTables = strict({
  client: dynamoDbClient,
  ledgerTable: filledText,
  controlTable: filledText,
  ledgerDays: z.optional(z.int().check(z.minimum(1))),
});

/**
 * @param place where the tables were given, such as `control`
 * @throws ReconciliationError with every mistake
 */
export function checkControlTables(place: string, tables: unknown): asserts tables is ControlTables {
  checkArgument(place, controlTables, tables);
}

export const anyClock = custom('a clock, such as systemClock', (value) => hasMethods(value, 'now', 'sleep', 'elapsed'));

export const abortSignal = custom('an AbortSignal', (value) => hasMethods(value, 'addEventListener', 'throwIfAborted'));
