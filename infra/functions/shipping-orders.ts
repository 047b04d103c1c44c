import { withChaos, withFaults } from '@evenkeel/chaos/injector';
import { shippingOrders } from '../../services/shipping/index.ts';
import { orderDelivery } from '../platform/deliveries.ts';
import { tracedUnderFaults } from '../platform/fault-spans.ts';

export const handler = tracedUnderFaults(
  withChaos(shippingOrders({ wrapStep: withFaults }), orderDelivery('shipping')),
);
