import { withChaos, withFaults } from '@evenkeel/chaos/injector';
import { paymentOrders } from '../../services/payment/index.ts';
import { orderDelivery } from '../platform/deliveries.ts';
import { tracedUnderFaults } from '../platform/fault-spans.ts';

export const handler = tracedUnderFaults(withChaos(paymentOrders({ wrapStep: withFaults }), orderDelivery('payment')));
