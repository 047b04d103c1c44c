import { withChaos, withFaults } from '../../chaos/injector/index.ts';
import { shippingOrders } from '../../services/shipping/index.ts';
import { orderDelivery } from '../platform/deliveries.ts';

export const handler = withChaos(shippingOrders({ wrapStep: withFaults }), orderDelivery('shipping'));
