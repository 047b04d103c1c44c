import { withFaults } from '@evenkeel/chaos/injector';
import { paymentSaga } from '../../services/payment/index.ts';

export const handler = paymentSaga({ wrapStep: withFaults });
