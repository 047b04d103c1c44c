import { shippingCustomers } from '../../services/shipping/index.ts';

export const handler = shippingCustomers();
