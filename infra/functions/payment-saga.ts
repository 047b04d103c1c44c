import { withFaults } from '../../chaos/injector/index.ts';
import { paymentSaga } from '../../services/payment/index.ts';

export const handler = paymentSaga({ wrapStep: withFaults });
