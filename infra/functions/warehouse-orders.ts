import { withChaos, withFaults } from '@evenkeel/chaos/injector';
import { warehouseOrders } from '../../services/warehouse/index.ts';
import { orderDelivery } from '../platform/deliveries.ts';

export const handler = withChaos(warehouseOrders({ wrapStep: withFaults }), orderDelivery('warehouse'));
