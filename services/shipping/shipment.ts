import type { Lifecycle } from '../shared/participant.ts';
import type { ShipmentState } from './ports.ts';

export const shipmentLifecycle: Lifecycle<ShipmentState> = {
  prepared: 'PLANNED',
  committed: 'DISPATCHED',
  undone: 'CANCELLED',
};
