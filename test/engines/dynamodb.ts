import { signedHeaders } from '../local-credentials.ts';
import { type Engine, takeEngine } from './take.ts';

/** DynamoDB Local without tables. */
export const takeDynamoDb = (): Promise<Engine> => takeEngine('dynamodb', deleteTables);

/** An operation of DynamoDB or its streams, without a client; errors are in the answer. */
export async function callDynamoDb(endpoint: string, target: string, body: object): Promise<Record<string, unknown>> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { ...signedHeaders, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Record<string, unknown>;
}

async function deleteTables(endpoint: string): Promise<void> {
  const call = (operation: string, body: object) => callDynamoDb(endpoint, `DynamoDB_20120810.${operation}`, body);
  for (;;) {
    const { TableNames } = (await call('ListTables', {})) as { readonly TableNames: readonly string[] };
    if (TableNames.length === 0) return;
    for (const TableName of TableNames) {
      const answer = await call('DeleteTable', { TableName });
      if ('__type' in answer) throw new Error(`${TableName} is not deleted: ${JSON.stringify(answer)}`);
    }
  }
}
