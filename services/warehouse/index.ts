export type * from './ports.ts';
export { warehouseApi } from './functions/api.ts';
export { warehouseOrders } from './functions/orders.ts';
export { warehouseProducts } from './functions/products.ts';
export { warehouseSaga } from './functions/saga.ts';
