/** Faults inside functions: what the injector bundles. They reach no store and no network of their own. */
import { exception } from './exception.ts';
import type { StepFault } from './fault.ts';

export type { Hooks, Point, StepFault, Strike } from './fault.ts';

/** In their order of application. */
export const stepFaults: readonly StepFault[] = [exception];
