import type { DatabaseName } from '../catalogue/function-spec.ts';
import { type FunctionName, functions } from '../catalogue/functions.ts';
import { tables, tablesOf } from '../catalogue/tables.ts';
import { FAILURE_LIMIT } from '../constructs/stream-consumer.ts';
import { type PlacedStage, tracingVariables } from '../stage.ts';
import { DATABASES, type DataStack } from './data.ts';

/** A function's environment: its service's own stores, and the tables that count and file failures. */
export function environmentOf(name: FunctionName, stage: PlacedStage, data: DataStack): Record<string, string> {
  const { service } = functions[name];
  const own = tablesOf(stage).filter((table) => table.startsWith(`${service}-`));
  return {
    STAGE: stage.name,
    SERVICE: service,
    ...(stage.pair !== undefined && { HOME_REGION: stage.home }),
    CHAOS_ENABLED: 'false',
    ...tracingVariables(stage),
    ERRORS_TABLE: data.table('transactions-errors').tableName,
    FAILURES_TABLE: data.table('transactions-failures').tableName,
    FAILURE_LIMIT: String(FAILURE_LIMIT),
    ...Object.fromEntries(own.map((table) => [tables[table].variable, data.table(table).tableName])),
    ...databaseEnvironment(
      DATABASES.find((database) => database === service),
      data,
    ),
  };
}

function databaseEnvironment(database: DatabaseName | undefined, data: DataStack): Record<string, string> {
  if (database === undefined) return {};
  return {
    CLUSTER_ARN: data.databases.cluster.clusterArn,
    SECRET_ARN: data.databases.secretOf(database).secretArn,
    DATABASE: database,
  };
}
