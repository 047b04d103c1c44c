import { paymentRelay } from '../../services/payment/index.ts';

export const handler = paymentRelay();
