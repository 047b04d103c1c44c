import { withFaults } from '@evenkeel/chaos/injector';
import { paymentSaga } from '../../services/payment/index.ts';
import { tracedUnderFaults } from '../platform/fault-spans.ts';

export const handler = tracedUnderFaults(paymentSaga({ wrapStep: withFaults }));
