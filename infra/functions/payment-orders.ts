import { withFaults } from '../../chaos/injector/index.ts';
import { paymentOrders } from '../../services/payment/index.ts';

export const handler = paymentOrders({ wrapStep: withFaults });
