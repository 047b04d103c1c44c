/**
 * The shop's stores on a running system: the rules that keep them consistent, and the views that only judgements need.
 */
import { dataApiView, dynamoDbView, type Reconciliation, type View } from '@evenkeel/reconciler';
import type { Connection } from '@evenkeel/chaos';
import { clientsOf } from './clients.ts';
import { perConnection } from './per-connection.ts';
import { commerceReconciliation } from './rules/index.ts';

/** The Aurora cluster, with the secret of its administrator. */
export const clusterOf = (connection: Connection) => ({
  arn: connection.output('ClusterArn'),
  secretArn: connection.output('ClusterSecretArn'),
});

/** Every rule, with clients of the running system. */
export const reconciliationOf = perConnection((connection): Reconciliation => {
  const { prefix } = connection.system;
  const { arn: clusterArn, secretArn } = clusterOf(connection);
  return commerceReconciliation({
    ...clientsOf(connection),
    prefix,
    clusterArn,
    secretArns: { catalog: secretArn, account: secretArn, payment: secretArn },
    functions: functionsOf(prefix),
  });
});

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
  const { arn: clusterArn, secretArn } = clusterOf(connection);
  return [
    dataApiView({
      name: 'payment.entries',
      client: rdsData,
      database: { clusterArn, secretArn, database: 'payment' },
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
