import { systemClock } from '../../shared/clock.ts';
import { dispatchHandler } from '../../shared/dispatch.ts';
import { errorTable } from '../../shared/filing.ts';
import type { StreamHandler } from '../../shared/handlers.ts';
import { dynamo } from '../../shared/items.ts';
import { lazily } from '../../shared/lazily.ts';
import { createLog } from '../../shared/logger.ts';
import { orderedQueue } from '../../shared/ordered-queue.ts';
import { sqs } from '../../shared/queue-port.ts';
import { dispatchEnvironment } from '../environment.ts';

/** Reads the stream of orders, alone, and sends each new and each decided order to the queue of every service. */
export const checkoutDispatch = (): StreamHandler =>
  lazily(() => {
    const env = dispatchEnvironment();
    const log = createLog(env.SERVICE);
    const client = sqs();
    return dispatchHandler({
      queues: env.ORDER_QUEUE_URLS.map((url) => orderedQueue(client, url, log)),
      file: errorTable(dynamo(), env.ERRORS_TABLE, systemClock),
      log,
    });
  });
