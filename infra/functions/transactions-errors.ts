import { withChaos } from '../../chaos/injector/index.ts';
import { transactionsErrors } from '../../services/transactions/index.ts';
import { correlationIdOf } from '../platform/deliveries.ts';

/** Both what was filed and what the reconciler asks for on demand. */
export const handler = withChaos(transactionsErrors(), {
  service: 'transactions',
  step: () => 'drive',
  correlationId: (subject) => ('action' in subject ? subject.correlationId : correlationIdOf(subject)),
  partialResponses: true,
});
