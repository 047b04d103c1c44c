import { withChaos } from '@evenkeel/chaos/injector';
import { transactionsAlarms } from '../../services/transactions/index.ts';
import { alarmOf } from '../platform/deliveries.ts';
import { tracedUnderFaults } from '../platform/fault-spans.ts';

export const handler = tracedUnderFaults(
  withChaos(transactionsAlarms(), {
    service: 'transactions',
    step: () => 'alarm',
    correlationId: alarmOf,
  }),
);
