import {
  CreateTableCommand,
  type DynamoDBClient,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { bind } from '../../command.ts';
import { exitCodes, usageFailure } from '../../failure.ts';
import { nearestConfig } from '../../system/find-config.ts';
import { readConfig } from '../../system/config.ts';

/** The keys of the two tables, as a `ScheduledReconciler` creates them. */
const KEYS = { ledger: ['runId', 'operationId'], control: ['name'] } as const;

export const tables = bind({
  options: (yargs) =>
    yargs
      .option('config', {
        type: 'string',
        requiresArg: true,
        describe:
          'module that exports `control` ({ client, ledgerTable, controlTable }); by default the nearest reconcile.config.ts',
      })
      .example('$0 reconcile tables', 'create the ledger and the control table, unless they exist'),
  run: async ({ config: named }, { terminal, signal }) => {
    const config = named ?? nearestConfig(process.cwd());
    if (config === undefined) {
      throw usageFailure(`no reconcile.config.ts in ${process.cwd()} or above it: pass --config FILE`);
    }
    const { reconciliation, tables: control } = await readConfig(config);
    await reconciliation.close?.();
    if (control === undefined) {
      throw usageFailure(
        `${config} exports no \`control\`: add export const control = { client, ledgerTable: 'reconciler-ledger', controlTable: 'reconciler-control' }`,
      );
    }
    const { client, ledgerTable, controlTable } = control;
    const made = [
      { table: ledgerTable, created: await createTable(client, ledgerTable, KEYS.ledger, signal) },
      { table: controlTable, created: await createTable(client, controlTable, KEYS.control, signal) },
    ];
    for (const { table, created } of made) terminal.print(`${created ? 'created' : 'exists '}  ${table}`);
    terminal.json(made);
    return exitCodes.pass;
  },
});

/** Real seconds to wait for a table to become active. */
const MAX_WAIT_SECONDS = 120;

/** @returns false if it exists already */
async function createTable(
  client: DynamoDBClient,
  table: string,
  keys: readonly string[],
  abortSignal: AbortSignal,
): Promise<boolean> {
  try {
    await client.send(
      new CreateTableCommand({
        TableName: table,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: keys.map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? 'HASH' : 'RANGE' })),
      }),
      { abortSignal },
    );
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceInUseException') return false;
    throw error;
  }
  await waitUntilTableExists({ client, maxWaitTime: MAX_WAIT_SECONDS, abortSignal }, { TableName: table });
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: table,
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    }),
    { abortSignal },
  );
  return true;
}
