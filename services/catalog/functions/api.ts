import { lazily } from '../../shared/lazily.ts';
import type { ApiHandler } from '../../shared/handlers.ts';

export const catalogApi = (): ApiHandler => lazily(() => () => Promise.reject(new Error('catalogApi')));
