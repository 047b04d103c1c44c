import * as z from 'zod/mini';
import { text } from '../shared/request.ts';

const Answer = z.object({ service: z.enum(['payment', 'warehouse', 'shipping']), state: text });

export const SagaRequest = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('read'), correlationId: text }),
  z.strictObject({ action: z.literal('decideRollback'), correlationId: text }),
  /** Writes the order as ROLLING_BACK if there is none: the decision for rows that no order accounts for. */
  z.strictObject({ action: z.literal('openRolledBack'), correlationId: text }),
  z.strictObject({ action: z.literal('record'), correlationId: text, answers: z.array(Answer) }),
]);
