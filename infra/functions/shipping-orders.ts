import { withFaults } from '../../chaos/injector/index.ts';
import { shippingOrders } from '../../services/shipping/index.ts';

export const handler = shippingOrders({ wrapStep: withFaults });
