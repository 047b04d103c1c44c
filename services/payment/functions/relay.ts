import type { ScheduledHandler } from '../../shared/handlers.ts';
import { lazily } from '../../shared/lazily.ts';
import { relay } from '../../shared/outbox.ts';
import { compose } from '../compose.ts';

export const paymentRelay = (): ScheduledHandler =>
  lazily(() => {
    const { events, activity, clock, log } = compose();
    return relay(events, activity, clock, log);
  });
