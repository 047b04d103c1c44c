import * as z from 'zod/mini';
import type { InvokeHandler } from '../../shared/handlers.ts';
import { invokeHandler } from '../../shared/invoke.ts';
import { lazily } from '../../shared/lazily.ts';
import { text } from '../../shared/request.ts';
import { type AdvancedState, advance } from '../advance.ts';
import { compose } from '../compose.ts';
import { openRolledBack } from '../open-rolled-back.ts';

const Answer = z.object({ service: z.enum(['payment', 'warehouse', 'shipping']), state: text });

const SagaRequest = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('read'), correlationId: text }),
  z.strictObject({ action: z.literal('decideRollback'), correlationId: text }),
  /** Creates the order as ROLLING_BACK if there is none: the decision for rows that belong to no order. */
  z.strictObject({ action: z.literal('openRolledBack'), correlationId: text }),
  z.strictObject({ action: z.literal('record'), correlationId: text, answers: z.array(Answer) }),
]);

/** The order's part in the saga, for the transaction manager and the reconciler; never public. */
export const checkoutSaga = (): InvokeHandler<{ readonly state: AdvancedState }> =>
  lazily(() => {
    const ports = compose();
    return invokeHandler({
      schema: SagaRequest,
      handle: async (request) => {
        const { correlationId } = request;
        switch (request.action) {
          case 'read':
            return { state: (await ports.store.find(correlationId))?.state ?? 'UNKNOWN' };
          case 'decideRollback':
            return { state: await advance(correlationId, [{ kind: 'rollbackRequested' }], ports) };
          case 'openRolledBack':
            return { state: await openRolledBack(correlationId, ports) };
          case 'record': {
            const events = request.answers.map((answer) => ({ kind: 'answered', ...answer }) as const);
            return { state: await advance(correlationId, events, ports) };
          }
        }
      },
      log: ports.log,
    });
  });
