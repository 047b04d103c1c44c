export type * from './ports.ts';
export { shippingApi } from './functions/api.ts';
export { shippingCustomers } from './functions/customers.ts';
export { shippingOrders } from './functions/orders.ts';
export { shippingSaga } from './functions/saga.ts';
