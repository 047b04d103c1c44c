export type * from './ports.ts';
export { paymentApi } from './functions/api.ts';
export { paymentOrders } from './functions/orders.ts';
export { paymentRelay } from './functions/relay.ts';
export { paymentSaga } from './functions/saga.ts';
