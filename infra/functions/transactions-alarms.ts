import { withChaos } from '@evenkeel/chaos/injector';
import { transactionsAlarms } from '../../services/transactions/index.ts';
import { alarmOf } from '../platform/deliveries.ts';

export const handler = withChaos(transactionsAlarms(), {
  service: 'transactions',
  step: () => 'alarm',
  correlationId: alarmOf,
});
