import { lazily } from '../../shared/lazily.ts';
import type { StreamHandler } from '../../shared/handlers.ts';

export const warehouseProducts = (): StreamHandler =>
  lazily(() => () => Promise.reject(new Error('warehouseProducts')));
