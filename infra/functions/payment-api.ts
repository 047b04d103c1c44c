import { paymentApi } from '../../services/payment/index.ts';

export const handler = paymentApi();
