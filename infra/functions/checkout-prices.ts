import { checkoutPrices } from '../../services/checkout/index.ts';

export const handler = checkoutPrices();
