import { ExecuteStatementCommand, RDSDataClient } from '@aws-sdk/client-rds-data';
import { variable } from './environment.ts';

const client = new RDSDataClient({});

/** Runs one statement on the bookings database, through the Data API. Parameters are written `:name`. */
export async function sql<Row>(
  statement: string,
  parameters: Readonly<Record<string, string | number>> = {},
): Promise<Row[]> {
  const { formattedRecords = '[]' } = await client.send(
    new ExecuteStatementCommand({
      resourceArn: variable('CLUSTER_ARN'),
      secretArn: variable('SECRET_ARN'),
      database: variable('DATABASE'),
      sql: statement,
      formatRecordsAs: 'JSON',
      parameters: Object.entries(parameters).map(([name, value]) => ({
        name,
        value: typeof value === 'number' ? { longValue: value } : { stringValue: value },
      })),
    }),
  );
  return JSON.parse(formattedRecords) as Row[];
}
