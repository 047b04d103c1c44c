import { withChaos, withFaults } from '@evenkeel/chaos/injector';
import { warehouseOrders } from '../../services/warehouse/index.ts';
import { orderDelivery } from '../platform/deliveries.ts';
import { tracedUnderFaults } from '../platform/fault-spans.ts';

export const handler = tracedUnderFaults(
  withChaos(warehouseOrders({ wrapStep: withFaults }), orderDelivery('warehouse')),
);
