import type { Metering } from './metering.ts';
import type { Registry } from './registry.ts';

/** The data that the control plane's operations read. */
export interface ControlContext {
  readonly registry: Registry;
  readonly metering: Metering;
}
