import { withChaos, withFaults } from '@evenkeel/chaos/injector';
import { paymentOrders } from '../../services/payment/index.ts';
import { orderDelivery } from '../platform/deliveries.ts';

export const handler = withChaos(paymentOrders({ wrapStep: withFaults }), orderDelivery('payment'));
