import * as z from 'zod/mini';
import { failurePolicy } from '../../shared/failures.ts';
import type { StreamHandler } from '../../shared/handlers.ts';
import { lazily } from '../../shared/lazily.ts';
import { parse } from '../../shared/parse.ts';
import { streamHandler } from '../../shared/stream.ts';
import { advance } from '../advance.ts';
import { compose } from '../compose.ts';
import { answeringService } from '../order.ts';

/** The fields that payment events, reservations and shipments share. */
const Answer = z.object({ correlationId: z.string(), state: z.string() });

/** Consumes the streams of payment events, reservations and shipments, and records each answer on its order. */
export const checkoutAnswers = (): StreamHandler =>
  lazily(() => {
    const { env, client, clock, ...rest } = compose();
    return streamHandler({
      source: () => 'checkout#answer',
      handle: async ({ after }) => {
        if (after === undefined) return;
        const { correlationId, state } = parse(Answer, after, 'Answer record');
        const service = answeringService(state);
        if (service === undefined) return;
        await advance(correlationId, [{ kind: 'answered', service, state }], { clock, ...rest });
      },
      failures: failurePolicy(client, env, clock),
      log: rest.log,
    });
  });
