export type ShipmentState = 'PLANNED' | 'DISPATCHED' | 'CANCELLED';

interface Shipment {
  readonly correlationId: string;
  readonly state: ShipmentState;
  readonly customerId?: string;
}

/** A write returns false if its condition failed: for `open`, no shipment exists; for `move`, its state is `from`. */
export interface ShipmentStore {
  find(correlationId: string): Promise<Shipment | undefined>;
  open(shipment: Shipment, now: Date): Promise<boolean>;
  move(correlationId: string, from: ShipmentState, to: ShipmentState, now: Date): Promise<boolean>;
}

export interface ShippingPorts {
  readonly store: ShipmentStore;
}
