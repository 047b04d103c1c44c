import { UNFINISHED_INDEX } from '../../services/shared/unfinished.ts';
import { actionsOf, arnIn, type Policy, tablesIn } from './place.ts';

/** Experiments on the reference system: its load, its snapshots, and drift that is seeded and undone. */
export const referenceSystem: Policy = {
  name: 'reference-system',
  ofReferenceSystem: true,
  title: '`chaos run` on the reference system, beside `reconcile` and the above',
  statements: (place) => [
    { sid: 'ReadApiKeys', actions: ['apigateway:GET'], resources: [`arn:aws:apigateway:${place.region}::/apikeys/*`] },
    {
      sid: 'SignTokens',
      actions: ['secretsmanager:GetSecretValue'],
      resources: [arnIn(place, 'secretsmanager', `secret:${place.prefix}api-token-*`)],
    },
    {
      sid: 'ReadPayments',
      actions: ['secretsmanager:GetSecretValue'],
      resources: [arnIn(place, 'secretsmanager', `secret:${place.prefix}payment-database-*`)],
    },
    {
      sid: 'ReadErrors',
      actions: actionsOf('dynamodb', 'DescribeTable', 'Scan', 'BatchGetItem'),
      resources: tablesIn(place, 'transactions-errors'),
    },
    {
      sid: 'FindUnfinished',
      actions: ['dynamodb:Query'],
      resources: tablesIn(place, `checkout-orders/index/${UNFINISHED_INDEX}`),
    },
    {
      sid: 'SeedDrift',
      actions: actionsOf('dynamodb', 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'),
      resources: tablesIn(place, 'checkout-prices', 'warehouse-reservations'),
    },
  ],
};
