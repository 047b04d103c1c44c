import { checkoutSaga } from '../../services/checkout/index.ts';

export const handler = checkoutSaga();
