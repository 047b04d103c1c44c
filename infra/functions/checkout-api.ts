import { checkoutApi } from '../../services/checkout/index.ts';

export const handler = checkoutApi();
