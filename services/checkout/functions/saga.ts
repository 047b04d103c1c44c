import type { InvokeHandler } from '../../shared/handlers.ts';
import { invokeHandler } from '../../shared/invoke.ts';
import { lazily } from '../../shared/lazily.ts';
import { type AdvancedState, advance } from '../advance.ts';
import { compose } from '../compose.ts';
import { openRolledBack } from '../open-rolled-back.ts';
import { SagaRequest } from '../saga-request.ts';

/** The order's side of the saga, for the transaction manager and the reconciler; never public. */
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
            return { state: await advance(correlationId, [{ kind: 'rollbackAsked' }], ports) };
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
