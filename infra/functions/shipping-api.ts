import { shippingApi } from '../../services/shipping/index.ts';

export const handler = shippingApi();
