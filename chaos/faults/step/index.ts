/** Faults inside functions: what the injector bundles. They reach no store and no network of their own. */
import { exception } from './exception.ts';
import type { StepFault } from './fault.ts';
import { outOfStock } from './out-of-stock.ts';
import { overLimit } from './over-limit.ts';

export type { Hooks, Point, StepFault, Strike } from './fault.ts';

/** In their order of application: ports are replaced before anything throws. */
export const stepFaults: readonly StepFault[] = [outOfStock, overLimit, exception];
