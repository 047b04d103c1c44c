import { withChaos } from '@evenkeel/chaos/injector';
import { transactionsErrors } from '../../services/transactions/index.ts';
import { correlationIdOf } from '../platform/deliveries.ts';
import { tracedUnderFaults } from '../platform/fault-spans.ts';

/** Handles filed errors and the reconciler's direct invocations. */
export const handler = tracedUnderFaults(
  withChaos(transactionsErrors(), {
    service: 'transactions',
    step: () => 'drive',
    correlationId: (subject) => ('action' in subject ? subject.correlationId : correlationIdOf(subject)),
    partialResponses: true,
  }),
);
