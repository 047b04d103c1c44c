/**
 * The shop's stores on a running system: the rules that keep them consistent, and the views that only judgements need.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dataApiView, dynamoDbView, type Reconciliation, type View } from '@evenkeel/reconciler';
import type { Connection } from '@evenkeel/chaos';
import { clientsOf } from './clients.ts';
import { perConnection } from './per-connection.ts';
import { commerceReconciliation } from './rules/index.ts';

/** Payment's database, with the secret of the service. */
export const paymentDatabaseOf = (connection: Connection) => ({
  clusterArn: connection.output('ClusterArn'),
  secretArn: connection.output('PaymentSecretArn'),
  database: 'payment',
});

/** Every rule, with clients of the running system, and with what the reconciler's own SQL role may read. */
export const reconciliationOf = perConnection((connection): Reconciliation => {
  const { prefix } = connection.system;
  return commerceReconciliation({
    ...clientsOf(connection),
    ...homeOf(connection),
    prefix,
    clusterArn: connection.output('ClusterArn'),
    secretArn: connection.output('ReconcilerSecretArn'),
    functions: functionsOf(prefix),
  });
});

/** The home region's tables, if this system is in the other region of its stage. */
function homeOf(connection: Connection): { readonly home?: DynamoDBClient } {
  const { outputs, region } = connection.system;
  const home = outputs['HomeRegion'];
  if (home === undefined || home === region) return {};
  return { home: new DynamoDBClient({ ...connection.client('DYNAMODB'), region: home }) };
}

const functionsOf = (prefix: string) => ({
  checkoutSaga: `${prefix}checkout-saga:live`,
  transactionsErrors: `${prefix}transactions-errors:live`,
  saga: {
    payment: `${prefix}payment-saga:live`,
    warehouse: `${prefix}warehouse-saga:live`,
    shipping: `${prefix}shipping-saga:live`,
  },
});

/** Views that no rule compares: the booked movements of money, and the contents of the error table. */
export const evidenceOf = perConnection((connection): readonly View[] => {
  const { dynamodb, rdsData } = clientsOf(connection);
  return [
    dataApiView({
      name: 'payment.entries',
      client: rdsData,
      database: paymentDatabaseOf(connection),
      table: 'entries',
      key: [{ column: 'entry_id', type: 'bigint' }],
      createdAt: 'created_at',
      fields: {
        correlationId: { type: 'text', from: 'correlation_id' },
        kind: 'text',
        amountCents: { type: 'integer', from: 'amount_cents' },
      },
    }),
    dynamoDbView({
      name: 'transactions.errors',
      client: dynamodb,
      table: `${connection.system.prefix}transactions-errors`,
      key: [
        { attribute: 'correlationId', type: 'S' },
        { attribute: 'source', type: 'S' },
      ],
      version: 'version',
      updatedAt: 'updatedAt',
      fields: { correlationId: 'text', source: 'text', filings: 'integer' },
    }),
  ];
});
