import { withChaos, withFaults } from '@evenkeel/chaos/injector';
import { shippingOrders } from '../../services/shipping/index.ts';
import { orderDelivery } from '../platform/deliveries.ts';

export const handler = withChaos(shippingOrders({ wrapStep: withFaults }), orderDelivery('shipping'));
