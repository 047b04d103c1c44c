import type { QueueHandler, StepOptions } from '../../shared/handlers.ts';
import { lazily } from '../../shared/lazily.ts';
import { ordersHandler } from '../../shared/participant-handlers.ts';
import { compose } from '../compose.ts';

export const warehouseOrders = (options: StepOptions = {}): QueueHandler =>
  lazily(() => ordersHandler(compose(options)));
