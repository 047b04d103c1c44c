import { lazily } from '../../shared/lazily.ts';
import type { ScheduledHandler } from '../../shared/handlers.ts';

export const accountRelay = (): ScheduledHandler => lazily(() => () => Promise.reject(new Error('accountRelay')));
